import numpy as np

from radiogenomics.classifiers.most_variable import MostVariable


def test_features_of_greatest_variance_are_kept_in_order():
    features = np.array([[0, 5, 1, 0], [0, -5, 2, 3], [0, 5, 1, 0.0]])
    kept = MostVariable(2).fit(features)
    assert kept.get_support().tolist() == [False, True, False, True]
    np.testing.assert_array_equal(kept.transform(features), features[:, [1, 3]])


def test_of_equal_variances_the_first_is_kept():
    assert MostVariable(1).fit(np.array([[0, 0], [1, 1.0]])).get_support().tolist() == [True, False]
