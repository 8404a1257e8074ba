"""What was planted in simulated patients for the label of a study, and what their other labels add to the images."""

from dataclasses import dataclass
from typing import Any

from radiogenomics.cohorts.settings import CohortSettings, LabelSettings, SimulationSettings


@dataclass(frozen=True)
class PlantedLabel:
    """A label that simulated patients may carry an effect of, in the words of its archive."""

    column: str
    positive: str
    negative: str


OWN_LABELS = {
    "upenn_gbm": PlantedLabel("MGMT", "Methylated", "Unmethylated"),
    "rsna_miccai": PlantedLabel("MGMT_value", "1", "0"),
    "brats2021": PlantedLabel("MGMT value", "1", "0"),
    "egd": PlantedLabel("IDH", "1", "0"),
    "tcga": PlantedLabel("IDH_mutated", "1", "0"),
    "ucsf_pdgm": PlantedLabel("MGMT status", "positive", "negative"),
}
"""The label that `effect` of a simulation belongs to, by layout; labels that are named nowhere are drawn at random."""
IDH1 = PlantedLabel("IDH1", "Mutated", "Wildtype")
"""The further label of UPENN-GBM."""
IDH1_UNKNOWN = "NOS/NEC"


def planted_in(cohort: CohortSettings, label: LabelSettings) -> dict[str, Any] | None:
    """As `planted_for` for a cohort's patients; None, too, where they are not those of a `simulation`."""
    if cohort.source != "simulated" or cohort.simulation is None:
        return None
    return planted_for(label, cohort.simulation)


def planted_for(label: LabelSettings, simulation: SimulationSettings) -> dict[str, Any] | None:
    """The simulation as the ideal observer of a label knows it; None where the patients carry no effect of the label.

    Args:
        label: of a study; where it calls positive what the archive calls negative, the effect changes its sign.
        simulation: the study's patients.

    Returns:
        The keys of the simulation with `effect` (of this label), and with `others` where other labels have effects
        too: effect and positive_fraction of each.
    """
    own = OWN_LABELS[simulation.layout]
    planted = {own.column: (own, simulation.effect, simulation.positive_fraction)}
    for name, further in simulation.further_labels.items():
        planted[name] = (IDH1, further.effect, further.positive_fraction)
    if label.above is not None or label.column not in planted:
        return None
    words, effect, _ = planted.pop(label.column)
    sign = _sign(label, words)
    if sign is None:
        return None
    others = [{"effect": other, "positive_fraction": fraction} for _, other, fraction in planted.values()]
    found = {**simulation.model_dump(), "effect": {name: sign * distance for name, distance in effect.items()}}
    return {**found, "others": others} if others else found


def _sign(label: LabelSettings, words: PlantedLabel) -> int | None:
    """1, or −1 where the classes are exchanged; None where they are other classes."""
    classes = {value: meaning for value, meaning in label.meanings.items() if meaning is not None}
    if classes == {words.positive: 1, words.negative: 0}:
        return 1
    return -1 if classes == {words.positive: 0, words.negative: 1} else None
