"""One patient by the networks of all folds of an input, with no more draws than a narrow interval of the mean takes."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import torch

from radiogenomics.devices.compute import Compute
from radiogenomics.images.arrays import ImageArray
from radiogenomics.networks.predictor import predictor
from radiogenomics.networks.spottune import SpotTune
from radiogenomics.predictions.draws import RouteDraws
from radiogenomics.predictions.interval import half_width, looks
from radiogenomics.predictions.predict import routing_table, table_of_draws, volumes_of
from radiogenomics.predictions.settings import PredictionSettings
from radiogenomics.seeds import derive_seed


def predict_until(
    networks: Iterable[SpotTune],
    images: Sequence[ImageArray],
    patient_id: str,
    settings: PredictionSettings,
    interval_width: float,
    compute: Compute,
) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    """Predict one patient by the mean over folds and draws, until the interval of that mean is narrow enough.

    All networks draw with the same random numbers, as in `predictions.predict`, so that their draws are not independent
    of each other; the means over folds of the first, the second … draw are. The interval is over these
    (`predictions.interval`), and all folds have the same number of draws. The draws are the first ones of
    `settings.draws`: a patient who needs all has the same routes, and the probabilities differ by rounding
    alone; where `interval_width` is 0 they are those of `predictions.predict`, bit by bit.

    Args:
        networks: trained networks that draw routes, in the order of the folds. Where draws may stop early, all are held
            in memory, otherwise one.
        images: images of the input's channels.
        patient_id: patient to predict; it seeds the draws.
        settings: most draws, and their seed.
        interval_width: width of the interval of the mean at which draws stop; 0 takes all of them.
        compute: where, and by which arithmetic.

    Returns:
        fold, patient_id, probability, n_draws, sd_draws; fold, patient_id, block, share_fine_tuned; and half the width
        of the interval, of the level of `interval.LEVEL`, NaN for a single draw.

    Raises:
        InputError: a network gives no finite number.
    """
    steps = looks(settings.draws) if interval_width else [settings.draws]
    seed = [derive_seed(settings.seed, patient_id)]
    volume = compute.images(volumes_of(images, [patient_id]))
    members, routes, first = [], [], []
    for network in networks:
        fast = predictor(network, compute)
        with compute.autocast():
            member = RouteDraws(fast, volume, seed, settings.draws)
            first.append(_numbers(member.probabilities(0, steps[0])))
        routes.append(member.routes)
        if len(steps) > 1:
            members.append(member)
        # Not held while the next one is made.
        del member, fast
    drawn = np.concatenate(first)
    for step in steps[1:]:
        if half_width(drawn.mean(axis=0), len(steps)) <= interval_width / 2:
            break
        with compute.autocast():
            more = [_numbers(member.probabilities(drawn.shape[1], step)) for member in members]
        drawn = np.concatenate([drawn, np.concatenate(more)], axis=1)
    taken = [own[:, : drawn.shape[1]].double().mean(dim=1).cpu().numpy() for own in routes]
    return (
        _by_fold([table_of_draws([patient_id], row[None]) for row in drawn]),
        _by_fold([routing_table([patient_id], shares) for shares in taken]),
        half_width(drawn.mean(axis=0), len(steps)),
    )


def _numbers(probabilities: torch.Tensor) -> np.ndarray:
    return probabilities.double().cpu().numpy()


def _by_fold(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([table.assign(fold=fold) for fold, table in enumerate(tables)], ignore_index=True)
