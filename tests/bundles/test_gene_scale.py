import numpy as np
import pandas as pd
import pytest

from radiogenomics.bundles.gene_scale import GeneScale
from radiogenomics.errors import InputError
from radiogenomics.expression.normalisation import ExpressionNormaliser
from radiogenomics.expression.settings import NormalisationSettings


def test_it_scales_as_the_normalisation_of_the_training_and_names_nobody(tmp_path):
    values = pd.DataFrame(np.random.default_rng(0).normal(size=(5, 6)), list("VWXYZ"), list("abcdef"))
    normaliser = ExpressionNormaliser(NormalisationSettings(transform="none", most_variable=4)).fit(values)
    genes = ["f", "e", "d", "c", "b", "a"]
    GeneScale.of(normaliser, genes).save(tmp_path / "scale.safetensors")
    found = GeneScale.load(tmp_path / "scale.safetensors").apply(values[genes].to_numpy())
    np.testing.assert_array_equal(found, normaliser.transform(values).to_numpy())
    assert found.dtype == np.float32 and found.shape == (5, 4)


def test_a_damaged_file_is_refused(tmp_path):
    (tmp_path / "scale.safetensors").write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"scale\.safetensors: missing or damaged; copy the folder of the model again"):
        GeneScale.load(tmp_path / "scale.safetensors")
