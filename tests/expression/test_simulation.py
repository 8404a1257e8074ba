import numpy as np
import pytest

from radiogenomics.expression.normalisation import log_cpm
from radiogenomics.expression.settings import TowerSimulationSettings
from radiogenomics.expression.simulation import draw_counts, draw_idh, gene_model

SETTINGS = TowerSimulationSettings(genes=200, pathway_genes=20, reads_deviation=0, batch_effect=0)


@pytest.fixture(scope="module")
def model():
    return gene_model(SETTINGS, 1)


def counts(model, settings=SETTINGS, n=2000, **state):
    state = {"activity": 0.0, "idh": False, "plate": 0, **state}
    return np.stack([draw_counts(settings, model, 1, f"S{number}", **state) for number in range(n)])


def test_mean_and_variance_are_those_of_a_negative_binomial(model):
    drawn, expected = counts(model), SETTINGS.reads * model.share
    read = expected > 100
    np.testing.assert_allclose(drawn.mean(axis=0)[read], expected[read], rtol=0.05)
    variance = expected + SETTINGS.dispersion * expected**2
    np.testing.assert_allclose(drawn.var(axis=0)[read], variance[read], rtol=0.25)


def test_a_unit_of_activity_moves_the_genes_of_the_pathway_alone(model):
    before, after = counts(model).mean(axis=0), counts(model, activity=1.0).mean(axis=0)
    read = SETTINGS.reads * model.share > 100
    np.testing.assert_allclose(np.log(after[read] / before[read]), model.pathway[read], atol=0.06)
    assert np.count_nonzero(model.pathway) == np.count_nonzero(model.idh) == 20
    assert not (model.pathway * model.idh).any()


def test_the_activity_can_be_read_from_the_counts_of_a_patient():
    settings = TowerSimulationSettings()
    model = gene_model(settings, 1)
    activity = np.random.default_rng(0).standard_normal(200)
    drawn = [draw_counts(settings, model, 1, f"S{n}", a, bool(n % 2), 0) for n, a in enumerate(activity)]
    assert np.corrcoef(log_cpm(np.array(drawn)) @ model.pathway, activity)[0, 1] > 0.9


def test_rows_that_an_annotation_does_not_keep(model):
    genes = model.genes
    assert genes["gene_id"].is_unique
    assert genes["gene_id"].str.endswith("_PAR_Y").sum() == 3
    assert (~genes["annotated"]).sum() == 10
    assert not counts(model, n=2)[:, genes["gene_id"].str.endswith("_PAR_Y")].any()


def test_idh_follows_the_activity_by_its_slope_and_nothing_else():
    for slope, expected in ((1.0, 0.8413), (0.0, 0.5)):
        settings = SETTINGS.model_copy(update={"idh_slope": slope})
        share = np.mean([draw_idh(settings, 1, f"P{number}", 1.0) for number in range(4000)])
        assert share == pytest.approx(expected, abs=0.025)


def test_a_sample_depends_on_its_name_and_the_seed_alone(model):
    first, again = (draw_counts(SETTINGS, model, 1, "S1", 0.0, False, 0) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (first != draw_counts(SETTINGS, model, 2, "S1", 0.0, False, 0)).any()


def test_impossible_settings_are_refused():
    with pytest.raises(ValueError, match="pathway_genes must not exceed half"):
        TowerSimulationSettings(genes=100, pathway_genes=60)
    with pytest.raises(ValueError, match="'T3' is none of T1"):
        TowerSimulationSettings(effect={"T3": 1})
