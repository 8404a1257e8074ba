"""What a GPU gives: agreement with the processor, speed of training and prediction, hours of the published study.

    python benchmarks/gpu.py [--quick] [--device cpu] [--out results/bench/gpu.json] [--minutes 12]

Needs PyTorch and pandas alone and runs from a checkout, before anything is installed; what other networks need (timm,
MONAI, pydantic) is measured where it can be imported, and else said not to be. It prints a table and writes it as JSON,
with the sustained speeds that `snakemake plan` reads where the key `gpus.measured` names the file. Each part runs in a
process of its own: what fails is a row of the table, and the others go on.

The network is SpotTune, and the images, batches and numbers of patients are those of Schmitz et al. 2024; the other
networks and their batches are those of the papers of slices, segmentation and towers. All weights are random.
Operations are counted as `snakemake plan` counts them: both branches of every block, all gradients.
"""

import argparse
import json
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.flop_counter import FlopCounterMode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from radiogenomics.networks.medicalnet import MedicalNetResNet, medicalnet_resnet  # noqa: E402
from radiogenomics.networks.spottune import SpotTune  # noqa: E402
from radiogenomics.predictions.draws import draw_probabilities, draw_routes  # noqa: E402

PEAKS = {
    "B200": (2250, 1125),
    "GH200": (989, 495),
    "H200": (989, 495),
    "H100 PCIe": (756, 378),
    "H100 NVL": (835, 418),
    "H100": (989, 495),
    "A100": (312, 156),
    "L40S": (362, 183),
    "L4": (121, 60),
    "A40": (150, 75),
}
"""10¹² dense operations per second in bfloat16 and TF32, by words of the card's name (NVIDIA's data sheets)."""

PRECISIONS = {"32-true": "TF32", "bf16-mixed": "bf16 autocast"}
"""The configuration's names, and what they are on a GPU: PyTorch lets convolutions of float32 use TF32."""

PATIENTS = (183,) * 4 + (151,) * 4 + (132,) * 3
"""Training patients of the published study's 11 inputs: structural, DTI and DSC sequences."""
TEST_PATIENTS, FOLDS, EPOCHS, KINDS, DRAWS = 57, 5, 90, 4, 100

NEEDED = {"slices": "timm", "segmentation": "monai", "towers": "pydantic"}
"""What the networks of some studies cannot be built without, by the name that `snakemake plan` knows them by."""
OTHERS = {
    "efficientnet": ("slices", "EfficientNet-B0 on slices, fine-tuned"),
    "segresnet": ("segmentation", "SegResNet, steps of one crop each"),
    "image_tower": ("towers", "image tower"),
    "gene_tower": ("towers", "gene tower"),
}
"""Further networks: whose speed theirs is, the first of each counting, and what is measured."""
OVERLAP = 0.5
"""Share of a window's edge that the next window sees too."""

LARGEST_DIFFERENCE = 1e-3
WARM_UP = 3
LIMIT = 150
"""Seconds that one part may take."""


@dataclass(frozen=True)
class Sizes:
    """Sizes of the networks and of their work; those of the published study unless `QUICK`."""

    shape: tuple[int, int, int] = (70, 86, 86)
    width: int = 64
    depth: int = 50
    agent_depth: int = 10
    batch: int = 12
    patients: int = TEST_PATIENTS
    draws: int = DRAWS
    prediction_batch: int = 4
    matrix: int = 8192
    seconds: float = 8.0
    compile_seconds: float = 100.0
    slice_edge: int = 300
    slice_batches: tuple[int, int] = (128, 64)
    crop: tuple[int, int, int] = (80, 128, 128)
    scan: tuple[int, int, int] = (155, 240, 240)
    tower_edge: int = 240
    genes: int = 20000
    tower_batch: int = 16


QUICK = Sizes(
    *((20, 24, 16), 4, 10, 10, 4, 3, 5, 2, 256, 0.2, 2.0),
    **{"slice_edge": 32, "slice_batches": (4, 2), "crop": (8, 16, 16), "scan": (12, 16, 16)},
    **{"tower_edge": 16, "genes": 50, "tower_batch": 4},
)


@dataclass(frozen=True)
class Row:
    """One line of the table; NaN where something was not measured.

    Attributes:
        part: of this benchmark.
        what: in words.
        value: the measurement.
        unit: its unit.
        teraflops: 10¹² operations per second that it amounts to.
        share: of the card's peak.
        gigabytes: peak memory.
        note: further figures, or the error.
        failed: whether the part failed.
    """

    part: str
    what: str
    value: float = math.nan
    unit: str = ""
    teraflops: float = math.nan
    share: float = math.nan
    gigabytes: float = math.nan
    note: str = ""
    failed: bool = False


class TooLongError(Exception):
    """A part took longer than it may."""


class DisagreementError(Exception):
    """Two ways to compute the same thing give different results."""


def largest_difference(found: Tensor, expected: Tensor) -> float:
    """Largest difference, relative to the largest expected number.

    Raises:
        DisagreementError: it is above `LARGEST_DIFFERENCE`, or not a number.
    """
    found, expected = found.detach().double().cpu(), expected.detach().double().cpu()
    difference = float((found - expected).abs().max() / expected.abs().max())
    if not difference <= LARGEST_DIFFERENCE:
        raise DisagreementError(f"results differ by {difference:.2g}, more than {LARGEST_DIFFERENCE:g}")
    return difference


def allow_tf32(allowed: bool) -> None:
    """Whether float32 may be computed with TF32's shorter fractions."""
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = allowed


def seeded_resnet(depth: int, width: int) -> MedicalNetResNet:
    """Backbone whose features neither vanish nor explode although its batch norms have seen nothing."""
    network = medicalnet_resnet(depth, 1, width)
    for module in network.modules():
        if isinstance(module, nn.Conv3d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    with torch.no_grad():
        for block in network.blocks:
            getattr(block, "bn3", block.bn2).weight.fill_(0.3)
    return network


def seeded_spottune(sizes: Sizes) -> SpotTune:
    """SpotTune whose branches differ and whose agent is undecided: the same one in every call, on every device."""
    torch.manual_seed(0)
    network = SpotTune(sizes.depth, sizes.agent_depth, 1, sizes.width)
    backbone = seeded_resnet(sizes.depth, sizes.width)
    network.frozen.load_state_dict(backbone.state_dict())
    network.agent.backbone.load_state_dict(seeded_resnet(sizes.agent_depth, sizes.width).state_dict())
    with torch.no_grad():
        for fine_tuned, frozen in zip(network.fine_tuned, backbone.blocks, strict=True):
            fine_tuned.load_state_dict(frozen.state_dict())
            for parameter in fine_tuned.parameters():
                parameter.mul_(1.05)
    return network


def seeded_images(sizes: Sizes, count: int) -> Tensor:
    """Images (count, 1, z, y, x)."""
    return torch.rand((count, 1, *sizes.shape), generator=torch.Generator().manual_seed(1))


def synchronise(device: str) -> None:
    """Wait until a device has done what it was given."""
    if device == "cuda":
        torch.cuda.synchronize()


def on_device(module_or_images: nn.Module | Tensor, device: str, channels_last: bool = True) -> nn.Module | Tensor:
    """A network or images on a device, in the layout that the pipeline takes or in PyTorch's default."""
    layout = torch.channels_last_3d if channels_last else torch.contiguous_format
    return module_or_images.to(device, memory_format=layout)


def laid_out(network: nn.Module, inputs: Tensor, device: str) -> tuple[nn.Module, Tensor]:
    """A network and its inputs on a device, in the layout that the pipeline takes for slices, volumes or vectors."""
    layout = {4: torch.channels_last, 5: torch.channels_last_3d}.get(inputs.ndim, torch.contiguous_format)
    return network.to(device, memory_format=layout), inputs.to(device, memory_format=layout)


def matrix_product(sizes: Sizes, device: str, precision: str) -> dict[str, float]:
    """10¹² operations per second of a large matrix product."""
    allow_tf32(True)
    matrix = torch.rand((sizes.matrix, sizes.matrix), device=device)
    matrix = matrix.bfloat16() if precision == "bf16-mixed" else matrix
    for _ in range(WARM_UP):
        matrix @ matrix
    synchronise(device)
    started, products = time.perf_counter(), 0
    while time.perf_counter() - started < sizes.seconds / 4:
        for _ in range(5):
            matrix @ matrix
        synchronise(device)
        products += 5
    return {"teraflops": products * 2 * sizes.matrix**3 / (time.perf_counter() - started) / 1e12}


def golden_resnet(sizes: Sizes, device: str) -> dict[str, float]:
    """Difference between features on the device and on the processor, in full float32."""
    allow_tf32(False)
    torch.manual_seed(0)
    network, images = seeded_resnet(sizes.depth, sizes.width).eval(), seeded_images(sizes, 2)
    with torch.inference_mode():
        expected = network(images)
        found = on_device(network, device)(on_device(images, device))
    return {"difference": largest_difference(found, expected)}


def golden_spottune(sizes: Sizes, device: str) -> dict[str, float]:
    """Differences of logits by equal draws, in evaluation and in training, and of the head's gradient."""
    allow_tf32(False)
    images, differences = seeded_images(sizes, 2), []
    for training in (False, True):
        results = []
        for place, channels_last in (("cpu", False), (device, True)):
            network = on_device(seeded_spottune(sizes).train(training), place, channels_last)
            with torch.set_grad_enabled(training):
                placed = on_device(images, place, channels_last)
                logits = network(images=placed, generator=torch.Generator().manual_seed(2))
            results.append([logits])
            if training:
                binary_cross_entropy_with_logits(logits, torch.tensor([0.0, 1.0], device=place)).backward()
                results[-1].append(network.head.weight.grad)
        differences += [largest_difference(found, expected) for expected, found in zip(*results, strict=True)]
    return {"difference": max(differences)}


def draws_and_passes(sizes: Sizes, device: str) -> dict[str, float]:
    """Difference between probabilities of shared draws and those of one pass per draw that computes both branches."""
    allow_tf32(False)
    network = on_device(seeded_spottune(sizes).eval(), device)
    images, seeds, draws = on_device(seeded_images(sizes, 2), device), [1, 2], min(sizes.draws, 8)
    found, _ = draw_probabilities(network, images, seeds, draws)
    expected = []
    with torch.no_grad():
        routes = draw_routes(network.routing_logits(images), seeds, draws)
        for draw in range(draws):
            states = network.frozen.stem(images)
            for block in range(routes.shape[2]):
                states = network.mix_block(block, states, routes[:, draw, block].float())
            expected.append(network.classify(states).sigmoid())
    distinct = len(routes.flatten(0, 1).unique(dim=0))
    return {"difference": largest_difference(found, torch.stack(expected, dim=1)), "routes": distinct}


def train(
    sizes: Sizes, device: str, precision: str, channels_last: bool = True, compiled: bool = False, start=None
) -> dict[str, float]:
    """Samples per second of training steps, peak memory and the last loss; `start` is a barrier for several at once."""
    allow_tf32(True)
    network = on_device(seeded_spottune(sizes).train(), device, channels_last)
    optimiser = torch.optim.Adam([p for p in network.parameters() if p.requires_grad], lr=1e-5, fused=True)
    images = on_device(seeded_images(sizes, sizes.batch), device, channels_last)
    labels = torch.arange(sizes.batch, device=device).remainder(2).float()
    generator, forward = torch.Generator().manual_seed(2), torch.compile(network) if compiled else network

    def step() -> float:
        with torch.autocast(device, torch.bfloat16, enabled=precision == "bf16-mixed"):
            logits = forward(images=images, generator=generator)
        return descend(binary_cross_entropy_with_logits(logits.float(), labels), optimiser)

    return timed(step, sizes.batch, sizes.seconds, device, start)


def descend(loss: Tensor, optimiser: torch.optim.Optimizer) -> float:
    """One step down a loss, which is returned."""
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


def timed(step: Callable[[], float], batch: int, seconds: float, device: str, start=None) -> dict[str, float]:
    """Samples per second of some steps, each of which waits for the device; `start` as of `train`."""
    prepared = time.perf_counter()
    for _ in range(WARM_UP):
        step()
    prepared = time.perf_counter() - prepared
    if start is not None:
        start.wait(LIMIT)
    started, steps, loss = time.perf_counter(), 0, math.nan
    while time.perf_counter() - started < seconds:
        loss, steps = step(), steps + 1
    elapsed = time.perf_counter() - started
    if not math.isfinite(loss):
        raise DisagreementError(f"the loss became {loss}")
    return {
        "samples_per_second": steps * batch / elapsed,
        "gigabytes": peak_gigabytes(device),
        "loss": loss,
        "warm_up": prepared,
    }


def efficientnet(sizes: Sizes) -> tuple[nn.Module, tuple[int, ...]]:
    """EfficientNet-B0 as it is fine-tuned: batch norms stay as they are; and the shape of a batch of slices."""
    from radiogenomics.networks.timm import library

    network = library().create_model("efficientnet_b0", in_chans=1, num_classes=1).train()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval().requires_grad_(False)
    return network, (sizes.slice_batches[1], 1, sizes.slice_edge, sizes.slice_edge)


def segresnet(sizes: Sizes) -> tuple[nn.Module, tuple[int, ...]]:
    """SegResNet of four sequences and three labels; and the shape of one crop."""
    from monai.networks.nets import SegResNet

    network = SegResNet(init_filters=16, in_channels=4, out_channels=3, blocks_down=(1, 2, 2, 4), blocks_up=(1, 1, 1))
    return network, (1, 4, *sizes.crop)


def image_tower(sizes: Sizes) -> tuple[nn.Module, tuple[int, ...]]:
    """Image tower of four scans and a segmentation; and the shape of a batch."""
    from radiogenomics.networks.image_tower import ImageTower

    return ImageTower(5, sizes.tower_edge), (sizes.tower_batch, 5, sizes.tower_edge, sizes.tower_edge)


def gene_tower(sizes: Sizes) -> tuple[nn.Module, tuple[int, ...]]:
    """Gene tower; and the shape of a batch."""
    from radiogenomics.networks.gene_tower import GeneTower

    return GeneTower(sizes.genes), (sizes.tower_batch, sizes.genes)


BUILD = {"efficientnet": efficientnet, "segresnet": segresnet, "image_tower": image_tower, "gene_tower": gene_tower}


def count_other(sizes: Sizes, device: str, network: str) -> dict[str, float]:
    """Operations of a training step of one of the further networks, per item."""
    built, shape = BUILD[network](sizes)
    built, inputs = built.to("meta"), torch.empty(shape, device="meta")
    return {"step": _operations(lambda: built(inputs).sum().backward()) / len(inputs)}


def train_other(sizes: Sizes, device: str, network: str, precision: str) -> dict[str, float]:
    """Items per second of training steps; the loss is the cross-entropy of each output, whatever a study takes."""
    allow_tf32(True)
    torch.manual_seed(0)
    built, shape = BUILD[network](sizes)
    built, inputs = laid_out(built, torch.rand(shape), device)
    optimiser = torch.optim.Adam([p for p in built.parameters() if p.requires_grad], lr=1e-5, fused=True)

    def step() -> float:
        with torch.autocast(device, torch.bfloat16, enabled=precision == "bf16-mixed"):
            outputs = built(inputs)
        return descend(binary_cross_entropy_with_logits(outputs.float(), torch.ones_like(outputs.float())), optimiser)

    return timed(step, len(inputs), sizes.seconds / 2, device)


def freeze_features(sizes: Sizes, device: str, precision: str) -> dict[str, float]:
    """Slices per second through EfficientNet-B0: all that the phase costs that trains the head alone."""
    allow_tf32(True)
    torch.manual_seed(0)
    network, shape = efficientnet(sizes)
    network, slices = laid_out(network.eval(), torch.rand((sizes.slice_batches[0], *shape[1:])), device)

    def step() -> float:
        with torch.inference_mode(), torch.autocast(device, torch.bfloat16, enabled=precision == "bf16-mixed"):
            return network.forward_features(slices).float().mean().item()

    return timed(step, len(slices), sizes.seconds / 2, device)


def segment(sizes: Sizes, device: str, precision: str) -> dict[str, float]:
    """Seconds in which SegResNet segments a whole scan by overlapping windows."""
    from monai.inferers import sliding_window_inference

    allow_tf32(True)
    torch.manual_seed(0)
    network, _ = segresnet(sizes)
    scan = torch.rand((1, 4, *sizes.scan))
    network, _ = laid_out(network.eval(), scan[..., :1], device)

    def predict_window(window: Tensor) -> Tensor:
        with torch.autocast(device, torch.bfloat16, enabled=precision == "bf16-mixed"):
            return network(window.to(memory_format=torch.channels_last_3d)).float()

    def step() -> float:
        with torch.inference_mode():
            options = {"overlap": OVERLAP, "device": "cpu", "sw_device": device}
            return float(sliding_window_inference(scan, sizes.crop, 1, predict_window, **options).mean())

    step()
    started, scans = time.perf_counter(), 0
    while time.perf_counter() - started < sizes.seconds:
        mean, scans = step(), scans + 1
    if not math.isfinite(mean):
        raise DisagreementError("logits are not numbers")
    return {"seconds": (time.perf_counter() - started) / scans, "gigabytes": peak_gigabytes(device)}


def peak_gigabytes(device: str) -> float:
    """Most memory of this process: that of the GPU, or on a processor all of it."""
    if device == "cuda":
        return torch.cuda.max_memory_allocated() / 1e9
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def predict(sizes: Sizes, device: str, precision: str) -> dict[str, float]:
    """Seconds of all draws of all test patients."""
    allow_tf32(True)
    network = on_device(seeded_spottune(sizes).eval(), device)
    images = seeded_images(sizes, sizes.patients)

    def drawn(start: int) -> Tensor:
        batch = on_device(images[start : start + sizes.prediction_batch], device)
        with torch.autocast(device, torch.bfloat16, enabled=precision == "bf16-mixed"):
            return draw_probabilities(network, batch, range(start, start + len(batch)), sizes.draws)[0]

    drawn(0)
    synchronise(device)
    started = time.perf_counter()
    probabilities = torch.cat([drawn(start).cpu() for start in range(0, sizes.patients, sizes.prediction_batch)])
    seconds = time.perf_counter() - started
    if probabilities.shape != (sizes.patients, sizes.draws) or not probabilities.isfinite().all():
        raise DisagreementError("probabilities are missing or not numbers")
    return {"seconds": seconds, "gigabytes": peak_gigabytes(device)}


def count(sizes: Sizes, device: str) -> dict[str, float]:
    """Operations per image of a training step and of one pass, of SpotTune and of its backbone alone."""
    with torch.device("meta"):
        spottune = SpotTune(sizes.depth, sizes.agent_depth, 1, sizes.width)
        resnet = medicalnet_resnet(sizes.depth, 1, sizes.width)
        images = torch.empty(2, 1, *sizes.shape)
        return {
            "spottune_step": _operations(lambda: spottune.train()(images=images).sum().backward()) / 2,
            "spottune_forward": _operations(lambda: (spottune.routing_logits(images), spottune.frozen(images))) / 2,
            "resnet_step": _operations(lambda: resnet.train()(images).sum().backward()) / 2,
            "resnet_forward": _operations(lambda: resnet(images)) / 2,
        }


def _operations(function: Callable[[], object]) -> int:
    with FlopCounterMode(display=False) as counter:
        function()
    return counter.get_total_flops()


def name_of(sizes: Sizes, device: str) -> dict[str, str]:
    """Name of the device."""
    return {"name": torch.cuda.get_device_name() if device == "cuda" else "CPU"}


def study_operations(counted: dict[str, float]) -> float:
    """Operations of all trainings of the published study's three models, counted as `studies/plan.py` does.

    SpotTune and the randomly initialised network are trained in full. The transferred one trains its head alone: each
    image and each copy passes its backbone once.
    """
    total = 0.0
    for patients in PATIENTS:
        images = patients * (FOLDS - 1) * (1 + KINDS)
        for model in ("spottune", "resnet"):
            total += EPOCHS * (images * counted[f"{model}_step"] + patients * counted[f"{model}_forward"])
        total += (patients * (1 + KINDS) + TEST_PATIENTS) * counted["resnet_forward"]
    return total


def peak_of(name: str, precision: str, measured: float) -> tuple[float, str]:
    """Peak of a card in 10¹² operations per second and where it is from; by its name, else that of a matrix product."""
    words = name.replace("-", " ").split()
    for card, peaks in PEAKS.items():
        if set(card.split()) <= set(words):
            return float(peaks[precision == "32-true"]), "data sheet"
    return measured, "matrix product"


def run(jobs: Sequence[tuple[Callable, dict]], seconds: float) -> list[dict]:
    """Results of some functions, each in a process of its own and all at the same time.

    Raises:
        TooLongError: they took longer.
        RuntimeError: one failed or died; the message is its error's first line. All of them have ended then.
    """
    context, processes, results = get_context("forkserver"), {}, {}
    # Imported once, in the process that all others are forked of; it never touches the device.
    context.set_forkserver_preload(["torch._dynamo", "torch.utils.flop_counter", "pandas"])
    try:
        for number, (function, options) in enumerate(jobs):
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(sender, function, options))
            process.start()
            sender.close()
            processes[receiver] = number, process
        until = time.monotonic() + seconds
        while len(results) < len(jobs):
            waiting = [receiver for receiver, (number, _) in processes.items() if number not in results]
            ready = wait(waiting, max(until - time.monotonic(), 0))
            if not ready:
                raise TooLongError(f"stopped after {seconds:.0f} s")
            for receiver in ready:
                number, process = processes[receiver]
                try:
                    result, error = receiver.recv()
                except EOFError:
                    process.join(5)
                    raise RuntimeError(f"the process died with exit status {process.exitcode}") from None
                if error:
                    raise RuntimeError(error)
                results[number] = result
    finally:
        for _, process in processes.values():
            _end(process)
    return [results[number] for number in range(len(jobs))]


def _work(sender, function: Callable, options: dict) -> None:
    # A session of its own, so that the compiler's helpers end with it.
    os.setsid()
    try:
        sender.send((function(**options), ""))
    except BaseException as error:
        line = (str(error).strip() or "no message").splitlines()[0]
        sender.send((None, f"{type(error).__name__}: {line}"))


def _end(process) -> None:
    process.join(3)
    if process.is_alive():
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()
        process.join()


def not_importable(kind: str) -> Row | None:
    """A row that says what the networks of a kind of study lack here; None where they can be built."""
    module = NEEDED[kind]
    return None if find_spec(module) else Row("", "", note=f"not measured: {module} is not installed")


class Benchmark:
    """All parts, one after the other; what a part found out serves those after it."""

    def __init__(self, sizes: Sizes, device: str, minutes: float):
        """Take note of the sizes and the time; nothing runs yet."""
        self.sizes, self.device = sizes, device
        self.until = time.monotonic() + 60 * minutes
        self.name, self.counted = "", {}
        self.products: dict[str, float] = {}
        self.teraflops: dict[str, float] = {}
        self.teraflops_of: dict[str, dict[str, float]] = {}
        self.prediction: dict[str, float] = {}

    def one(self, function: Callable, limit: float = LIMIT, **options: object) -> dict:
        """Result of one function in a process of its own."""
        return self.several(function, 1, limit, **options)[0]

    def several(self, function: Callable, processes: int, limit: float = LIMIT, **options: object) -> list[dict]:
        """Results of so many processes that run one function at the same time."""
        remaining = self.until - time.monotonic()
        if remaining <= 0:
            raise RuntimeError("left out: the time is over (--minutes)")
        options = {"sizes": self.sizes, "device": self.device, **options}
        return run([(function, options)] * processes, min(limit, remaining))

    def parts(self) -> Iterator[tuple[str, str, Callable[[], Row]]]:
        """Part, what is measured in words, and a function that measures it."""
        yield "device", "name and operations per image", self.describe
        for precision, name in PRECISIONS.items():
            yield "peak", f"matrix product, {name}", lambda precision=precision: self.product(precision)
        yield "golden", "MedicalNet ResNet, features", lambda: self.agreement(golden_resnet)
        yield "golden", "SpotTune, logits and gradient", lambda: self.agreement(golden_spottune)
        yield "draws", "shared draws against separate passes", lambda: self.agreement(draws_and_passes)
        for precision, name in PRECISIONS.items():
            for channels_last, layout in ((False, "default layout"), (True, "channels-last-3d")):
                options = {"precision": precision, "channels_last": channels_last}
                yield "training", f"{name}, {layout}", lambda options=options: self.training(**options)
        for processes in (1, 2, 4):
            what = f"{processes} training(s) on one device, {PRECISIONS['bf16-mixed']}"
            yield "packed", what, lambda processes=processes: self.packed(processes)
        for precision, name in PRECISIONS.items():
            what = f"{self.sizes.patients} patients × {self.sizes.draws} draws, {name}"
            yield "prediction", what, lambda precision=precision: self.predicted(precision)
        for precision, name in PRECISIONS.items():
            what = f"11 inputs × {FOLDS} folds × 3 models × {EPOCHS} epochs, {name}"
            yield "study", what, lambda precision=precision: self.study(precision)
        yield from self.parts_of_others()
        # Last, for nobody knows how long a compiler takes.
        for precision, name in PRECISIONS.items():
            what = f"{name}, channels-last-3d, compiled"
            yield "training", what, lambda precision=precision: self.compiled(precision)

    def parts_of_others(self) -> Iterator[tuple[str, str, Callable[[], Row]]]:
        """Parts of the networks of the other studies, as `parts`."""
        for precision, name in PRECISIONS.items():
            what = f"EfficientNet-B0 on slices, features for the head alone, {name}"
            yield "slices", what, lambda precision=precision: self.features(precision)
        for network, (part, what) in OTHERS.items():
            # Towers are small, and trained in float32 alone.
            for precision, name in list(PRECISIONS.items())[: 1 if part == "towers" else None]:
                options = {"network": network, "precision": precision}
                yield part, f"{what}, {name}", lambda options=options: self.other(**options)
        for precision, name in PRECISIONS.items():
            what = f"SegResNet, a scan of {'×'.join(map(str, self.sizes.scan))} by windows, {name}"
            yield "segmentation", what, lambda precision=precision: self.segmented(precision)

    def describe(self) -> Row:
        """The device, and the arithmetic of one image."""
        self.name = self.one(name_of)["name"]
        self.counted = self.one(count)
        step = self.counted["spottune_step"] / 1e12
        return Row("device", self.name, step, "TFLOP", note="a training step of SpotTune, per image")

    def product(self, precision: str) -> Row:
        """A large matrix product."""
        found = self.products[precision] = self.one(matrix_product, precision=precision)["teraflops"]
        peak, origin = peak_of(self.name, precision, found)
        return Row("peak", "", found, "TFLOP/s", found, found / peak, note=f"peak {peak:.4g} TFLOP/s by {origin}")

    def agreement(self, function: Callable) -> Row:
        """Two ways to the same result."""
        found = self.one(function)
        note = f"at most {LARGEST_DIFFERENCE:g}" + (f"; {found['routes']} routes" if "routes" in found else "")
        return Row("", "", found["difference"], "largest difference", note=note)

    def training(self, precision: str, **options: bool) -> Row:
        """Steps of one training; what the pipeline would do gives the sustained speed."""
        found = self.one(train, precision=precision, **options)
        row = self.speed([found], precision)
        if options == {"channels_last": True}:
            self.teraflops[precision] = row.teraflops
        return replace(row, note=f"first {WARM_UP} steps {found['warm_up']:.1f} s, loss {found['loss']:.3f}")

    def compiled(self, precision: str) -> Row:
        """Steps of a compiled network, if the compiler is done in time."""
        limit = self.sizes.compile_seconds
        try:
            return self.speed([self.one(train, limit, precision=precision, compiled=True)], precision)
        except TooLongError:
            return Row("", "", note=f"not compiled and measured within {limit:.0f} s")

    def packed(self, processes: int) -> Row:
        """Several trainings that share the device."""
        start = get_context("forkserver").Barrier(processes)
        return self.speed(self.several(train, processes, precision="bf16-mixed", start=start), "bf16-mixed")

    def other(self, network: str, precision: str) -> Row:
        """Steps of one of the further networks; the first of a kind gives its sustained speed."""
        kind, _ = OTHERS[network]
        if missing := not_importable(kind):
            return missing
        operations = self.one(count_other, network=network)["step"]
        found = self.one(train_other, network=network, precision=precision)
        row = self.speed([found], precision, operations)
        self.teraflops_of.setdefault(kind, {}).setdefault(precision, row.teraflops)
        if kind == "segmentation":
            row = replace(row, value=1 / row.value, unit="s/case")
        return replace(row, note=f"{operations / 1e9:.3g} GFLOP per item")

    def features(self, precision: str) -> Row:
        """Slices through a frozen network."""
        if missing := not_importable("slices"):
            return missing
        found = self.one(freeze_features, precision=precision)
        return Row("", "", found["samples_per_second"], "samples/s", gigabytes=found["gigabytes"])

    def segmented(self, precision: str) -> Row:
        """Seconds to segment a whole scan."""
        if missing := not_importable("segmentation"):
            return missing
        found = self.one(segment, precision=precision)
        return Row("", "", found["seconds"], "s/case", gigabytes=found["gigabytes"])

    def speed(self, trainings: list[dict], precision: str, operations: float | None = None) -> Row:
        """Samples per second of some trainings together, of so many operations each, SpotTune's if None."""
        samples = sum(found["samples_per_second"] for found in trainings)
        step = self.counted.get("spottune_step", math.nan) if operations is None else operations
        teraflops = samples * step / 1e12
        peak, _ = peak_of(self.name, precision, self.products.get(precision, math.nan))
        memory = sum(found["gigabytes"] for found in trainings)
        return Row("", "", samples, "samples/s", teraflops, teraflops / peak, memory)

    def predicted(self, precision: str) -> Row:
        """All draws of the test patients by one network."""
        found = self.one(predict, precision=precision)
        self.prediction[precision] = found["seconds"]
        return Row("", "", found["seconds"], "s", gigabytes=found["gigabytes"])

    def study(self, precision: str) -> Row:
        """Extrapolated hours of the published study on one such device."""
        if precision not in self.teraflops or precision not in self.prediction:
            raise RuntimeError("nothing to extrapolate from: training or prediction failed")
        operations = study_operations(self.counted)
        training = operations / (self.teraflops[precision] * 1e12) / 3600
        predictions = sum(patients + FOLDS * TEST_PATIENTS for patients in PATIENTS)
        prediction = predictions * self.prediction[precision] / self.sizes.patients / 3600
        note = (
            f"extrapolated: {operations / 1e18:.3g} exaFLOP of training, and SpotTune's predictions {prediction:.3g} h"
        )
        return Row("", "", training + prediction, "h", self.teraflops[precision], note=note)

    def rows(self) -> Iterator[Row]:
        """Every part's row, an error's too."""
        for part, what, measure in self.parts():
            try:
                row = measure()
                yield replace(row, part=part, what=row.what or what)
            except Exception as error:  # Whatever it is, the other parts go on.
                yield Row(part, what, note=f"error: {error}", failed=True)


def show(row: Row) -> None:
    """Print a line of the table."""
    numbers = [f"{value:10.4g}" for value in (row.value, row.teraflops, 100 * row.share, row.gigabytes)]
    value, *others = [number.replace("nan", "  –") for number in numbers]
    print(f"{row.part:11}{row.what:58}{value} {row.unit:19}{''.join(others)}  {row.note}", flush=True)


def write(rows: Sequence[Row], benchmark: Benchmark, quick: bool, path: Path) -> None:
    """Write the table as JSON; what was not measured is null."""
    plain = [{key: None if value != value else value for key, value in asdict(row).items()} for row in rows]
    found = {
        "device": benchmark.name,
        "torch": torch.__version__,
        "quick": quick,
        "training_teraflops": benchmark.teraflops,
        "training_teraflops_of": benchmark.teraflops_of,
        "rows": plain,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=2) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write; 1 where a part failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--quick", action="store_true", help="small sizes, whose times mean nothing")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "bench" / "gpu.json")
    parser.add_argument("--minutes", type=float, default=12, help="no part starts later")
    options = parser.parse_args(arguments)
    if options.device == "cuda" and not torch.cuda.is_available():
        print("no GPU that torch can use is visible: nothing is measured (--device cpu --quick tries the parts)")
        return 0
    benchmark, rows = Benchmark(QUICK if options.quick else Sizes(), options.device, options.minutes), []
    print(f"{'part':11}{'what':58}{'value':>10} {'unit':19}{'TFLOP/s':>10}{'% of peak':>10}{'GB':>10}  note")
    for row in benchmark.rows():
        show(row)
        rows.append(row)
        write(rows, benchmark, options.quick, options.out)
    print(f"written to {options.out}")
    return int(any(row.failed for row in rows))


if __name__ == "__main__":
    sys.exit(main())
