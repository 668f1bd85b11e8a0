"""Exports classifiers of torchvision with random weights as ONNX.

    python3 export-torchvision.py FOLDER [NAME ...]

Writes FOLDER/NAME.onnx for each, or for all that are known. Needs torch, torchvision and onnx.
"""

import sys
import warnings

import torch
import torchvision

warnings.filterwarnings("ignore")

NAMES = """alexnet vgg11_bn resnet18 resnet50 wide_resnet50_2 resnext50_32x4d squeezenet1_0 squeezenet1_1 densenet121
inception_v3 googlenet shufflenet_v2_x1_0 mobilenet_v2 mobilenet_v3_small mobilenet_v3_large mnasnet1_0 efficientnet_b0
efficientnet_v2_s regnet_y_400mf regnet_x_400mf convnext_tiny vit_b_16 swin_t""".split()


def randomised(model: torch.nn.Module, side: int) -> torch.nn.Module:
    """Batch normalisation gets the statistics of random images, and random factors: else what goes through dies away."""
    for module in model.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.momentum = None
            torch.nn.init.uniform_(module.weight, 0.7, 1.3)
            torch.nn.init.uniform_(module.bias, -0.3, 0.3)
        if isinstance(module, torch.nn.Linear):
            torch.nn.init.normal_(module.weight, std=module.in_features**-0.5)
        if type(module).__name__ == "CNBlock":
            torch.nn.init.uniform_(module.layer_scale, 0.2, 0.6)
    model.train()
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout) or type(module).__name__ == "StochasticDepth":
            module.eval()
    with torch.no_grad():
        # Noise, as onnx-agreement.mjs makes it, in part covered by grey.
        images = torch.rand(8, 3, side, side)
        for i in range(4):
            images[i, :, i * side // 8 : i * side // 8 + side // 4, i * side // 8 : i * side // 8 + side // 4] = 0.5
        model(images)
    return model.eval()


def export(folder: str, name: str) -> None:
    torch.manual_seed(1)
    settings = {"init_weights": True} if name in ("inception_v3", "googlenet") else {}
    side = 299 if name == "inception_v3" else 224
    model = randomised(getattr(torchvision.models, name)(weights=None, **settings), side)
    images = torch.rand(1, 3, side, side)
    axes = {"images": {0: "N"}, "logits": {0: "N"}}
    path = f"{folder}/{name}.onnx"
    torch.onnx.export(
        model, images, path, input_names=["images"], output_names=["logits"], dynamic_axes=axes, opset_version=15
    )


folder, *names = sys.argv[1:]
for each in names or NAMES:
    try:
        export(folder, each)
        print(each, flush=True)
    except Exception as error:  # An old exporter lacks operators of some: say so and go on.
        print(f"{each}: not exported: {str(error).splitlines()[0]}", flush=True)
