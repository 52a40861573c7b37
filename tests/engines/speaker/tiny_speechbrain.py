"""A tiny speaker checkpoint in SpeechBrain's published form: what spkrec-ecapa-voxceleb's folder holds, with few weights."""

from __future__ import annotations

from pathlib import Path

EMBEDDING = {
    "ecapa": """!new:speechbrain.lobes.models.ECAPA_TDNN.ECAPA_TDNN
    input_size: !ref <n_mels>
    channels: [16, 16, 16, 16, 48]
    kernel_sizes: [5, 3, 3, 3, 1]
    dilations: [1, 2, 3, 4, 1]
    groups: [1, 1, 1, 1, 1]
    attention_channels: 8
    res2net_scale: 4
    se_channels: 8
    lin_neurons: 24""",
    "xvector": """!new:speechbrain.lobes.models.Xvector.Xvector
    in_channels: !ref <n_mels>
    activation: !name:torch.nn.LeakyReLU
    tdnn_blocks: 3
    tdnn_channels: [16, 16, 48]
    tdnn_kernel_sizes: [5, 3, 1]
    tdnn_dilations: [1, 2, 1]
    lin_neurons: 24""",
}
CLASSIFIER = {
    "ecapa": "!new:speechbrain.lobes.models.ECAPA_TDNN.Classifier\n    input_size: 24\n    out_neurons: 5",
    "xvector": "!new:speechbrain.lobes.models.Xvector.Classifier\n    input_shape: [null, null, 24]\n"
    "    activation: !name:torch.nn.LeakyReLU\n    lin_blocks: 1\n    lin_neurons: 24\n    out_neurons: 5",
}
YAML = """# Feature parameters
n_mels: 24

# Pretrain folder (HuggingFace)
pretrained_path: speechbrain/spkrec-tiny

compute_features: !new:speechbrain.lobes.features.Fbank
    n_mels: !ref <n_mels>

mean_var_norm: !new:speechbrain.processing.features.InputNormalization
    norm_type: sentence
    std_norm: False

embedding_model: {embedding}

classifier: {classifier}

mean_var_norm_emb: !new:speechbrain.processing.features.InputNormalization
    norm_type: global
    std_norm: False

modules:
    compute_features: !ref <compute_features>
    mean_var_norm: !ref <mean_var_norm>
    embedding_model: !ref <embedding_model>
    mean_var_norm_emb: !ref <mean_var_norm_emb>
    classifier: !ref <classifier>

label_encoder: !new:speechbrain.dataio.encoder.CategoricalEncoder

pretrainer: !new:speechbrain.utils.parameter_transfer.Pretrainer
    loadables:
        embedding_model: !ref <embedding_model>
        mean_var_norm_emb: !ref <mean_var_norm_emb>
        classifier: !ref <classifier>
        label_encoder: !ref <label_encoder>
    paths:
        embedding_model: !ref <pretrained_path>/embedding_model.ckpt
        mean_var_norm_emb: !ref <pretrained_path>/mean_var_norm_emb.ckpt
        classifier: !ref <pretrained_path>/classifier.ckpt
        label_encoder: !ref <pretrained_path>/label_encoder.txt
"""


def write_checkpoint(folder: Path, kind: str) -> None:
    """Write an untrained model of ``kind``, its weights drawn from one seed."""
    import torch
    from hyperpyyaml import load_hyperpyyaml

    folder.mkdir(parents=True, exist_ok=True)
    text = YAML.format(embedding=EMBEDDING[kind], classifier=CLASSIFIER[kind])
    (folder / "hyperparams.yaml").write_text(text, encoding="utf-8")
    torch.manual_seed(1)
    parts = load_hyperpyyaml(text)
    torch.save(parts["embedding_model"].state_dict(), folder / "embedding_model.ckpt")
    torch.save(parts["classifier"].state_dict(), folder / "classifier.ckpt")
    norm = parts["mean_var_norm_emb"]
    norm(torch.randn(4, 1, 24), torch.ones(4))
    norm._save(folder / "mean_var_norm_emb.ckpt")
    labels = "".join(f"'spk{number}' => {number}\n" for number in range(5))
    (folder / "label_encoder.txt").write_text(f"{labels}================\n'starting_index' => 0\n", encoding="utf-8")
