"""Resemblyzer's encoder: equal to what its authors' code gives, written once more in numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.device import Device
from sorikit.core.time import Span
from sorikit.engines.speaker import SpeakerEmbedder, load
from sorikit.engines.speaker.resemblyzer import window_starts


@pytest.fixture(scope="module")
def embedder() -> SpeakerEmbedder:
    return load("resemblyzer", Device(threads=2))


def test_shape_and_length(embedder: SpeakerEmbedder) -> None:
    noise = Audio((np.random.default_rng(0).standard_normal(32_000) * 0.1).astype(np.float32), 16_000)
    vectors = embedder.embed(noise, [[Span(0, 2)], [Span(0, 0.5), Span(1, 2)], [Span(0, 0.05)], []])
    assert vectors.shape == (4, embedder.dim) == (4, 256)
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0, 0], atol=1e-5)
    assert vectors.min() >= 0.0


@pytest.mark.parametrize(
    ("samples", "starts"),
    [(1_600, [0]), (25_600, [0]), (37_000, [0]), (38_720, [0, 77]), (80_000, [0, 77, 154, 231, 308, 385])],
)
def test_windows_as_the_authors_cut_them(samples: int, starts: list[int]) -> None:
    """``VoiceEncoder.compute_partial_slices(samples, rate=1.3, min_coverage=0.75)`` of Resemblyzer 0.1.4."""
    assert window_starts(samples)[: len(starts)] == starts[: len(window_starts(samples))]


def test_readers_are_told_apart(embedder: SpeakerEmbedder, data: Path) -> None:
    clips = [sorted((data / "asr-en").glob(f"{reader}-*.flac"))[:2] for reader in (1688, 2033, 3080)]
    voices = np.stack([embedder.embed(decode(path, sample_rate=16_000))[0] for pair in clips for path in pair])
    table = voices @ voices.T
    same = [table[row, row + 1] for row in (0, 2, 4)]
    other = [table[row, column] for row in range(6) for column in range(6) if row // 2 != column // 2]
    assert min(same) > max(other)


@pytest.mark.slow
def test_equal_to_the_torch_network(embedder: SpeakerEmbedder, data: Path) -> None:
    """The network with its ONNX weights in torch's own LSTM, over librosa's mel bands."""
    torch = pytest.importorskip("torch", reason="the original needs torch")
    onnx = pytest.importorskip("onnx", reason="the weights are read from the graph")
    librosa = pytest.importorskip("librosa", reason="the original's features")
    net = torch_network(torch, onnx)
    path = min((data / "asr-en").glob("1688-*.flac"))
    wave = decode(path, sample_rate=16_000).samples[0]
    for count in (16_000, 40_000, wave.size):
        part = wave[:count]
        loud = part * max(1.0, 10 ** (-30 / 20) / np.sqrt(np.mean(part**2)))
        starts = window_starts(count)
        padded = np.pad(loud, (0, max(0, (starts[-1] + 160) * 160 - count)))
        bands = librosa.feature.melspectrogram(y=padded, sr=16_000, n_fft=400, hop_length=160, n_mels=40).T
        with torch.no_grad():
            partial = net(torch.tensor(np.stack([bands[at : at + 160] for at in starts]).astype(np.float32))).numpy()
        expected = partial.mean(axis=0) / np.linalg.norm(partial.mean(axis=0))
        assert np.abs(embedder.embed(Audio(part, 16_000))[0] - expected).max() < 1e-4


def torch_network(torch, onnx):  # type: ignore[no-untyped-def]
    """Resemblyzer's three LSTMs and layer, with the weights of the embedded graph."""
    import onnxruntime

    path = Path(__file__).parents[3] / "src/sorikit/store/weights/resemblyzer_ge2e.onnx"
    model = onnx.load(str(path))
    lstms = [node for node in model.graph.node if node.op_type == "LSTM"]
    wanted = [name for node in lstms for name in node.input[1:4]]
    last = next(node for node in model.graph.node if node.op_type == "MatMul")
    bias = next(node for node in model.graph.node if node.op_type == "Add")
    wanted += [last.input[1], bias.input[1]]
    kept = {output.name for output in model.graph.output}
    known = {weight.name for weight in model.graph.initializer}
    for name in wanted:
        if name not in kept and name not in known:
            model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
            kept.add(name)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    names = [output.name for output in session.get_outputs()]
    found = dict(zip(names, session.run(None, {"mels": np.zeros((1, 160, 40), np.float32)}), strict=True))
    found |= {weight.name: onnx.numpy_helper.to_array(weight) for weight in model.graph.initializer}

    def torch_order(rows: np.ndarray) -> np.ndarray:
        i, o, f, c = np.split(rows, 4)
        return np.concatenate([i, f, c, o])

    class Net(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.lstm = torch.nn.LSTM(40, 256, 3, batch_first=True)
            self.linear = torch.nn.Linear(256, 256)

        def forward(self, mels):  # type: ignore[no-untyped-def]
            _, (hidden, _) = self.lstm(mels)
            return torch.nn.functional.normalize(torch.relu(self.linear(hidden[-1])), dim=1)

    net = Net()
    state = {}
    for layer, node in enumerate(lstms):
        inputs, hidden, biases = (found[name][0] for name in node.input[1:4])
        state[f"lstm.weight_ih_l{layer}"] = torch_order(inputs)
        state[f"lstm.weight_hh_l{layer}"] = torch_order(hidden)
        state[f"lstm.bias_ih_l{layer}"], state[f"lstm.bias_hh_l{layer}"] = map(torch_order, np.split(biases, 2))
    state["linear.weight"], state["linear.bias"] = found[last.input[1]].T, found[bias.input[1]]
    net.load_state_dict({name: torch.tensor(np.ascontiguousarray(value)) for name, value in state.items()})
    return net.eval()
