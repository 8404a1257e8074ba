from radiogenomics.expression.comparisons import table_4_classifiers


def test_four_classifiers_each_with_and_without_components():
    classifiers = table_4_classifiers()
    assert list(classifiers) == [
        *("svm", "forest", "gradient_boosting", "nearest_neighbours"),
        *("pca_svm", "pca_forest", "pca_gradient_boosting", "pca_nearest_neighbours"),
    ]
    for name, settings in classifiers.items():
        assert settings.classifier == name.removeprefix("pca_")
        assert (settings.pca is not None) == name.startswith("pca_") == settings.title.startswith("PCA + ")
