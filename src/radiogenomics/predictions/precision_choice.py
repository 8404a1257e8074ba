"""The arithmetic that was chosen for the predictions of a study, in words; nothing here needs torch."""

FLOAT32, BFLOAT16 = "32-true", "bf16-mixed"


def describe_choice(choice: dict[str, object]) -> str:
    """A sentence for the report on what `choose_precision` found."""
    names = {FLOAT32: "float32", BFLOAT16: "bfloat16"}
    chosen = names[choice["precision"]]
    if BFLOAT16 not in choice["seconds"]:
        return f"Predictions by {chosen}: the device that would predict has no bfloat16 ({choice['device']})."
    float32, bfloat16 = (1000 * choice["seconds"][precision] for precision in (FLOAT32, BFLOAT16))
    return (
        f"Predictions by {chosen}, the faster of both on the device that was asked ({choice['device']}): one image in "
        f"the deepest part of the network took {float32:.3g} ms by float32 and {bfloat16:.3g} ms by bfloat16."
    )
