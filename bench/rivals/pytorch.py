"""PyTorch on the CPU beside the suites: python3 pytorch.py BENCHMARK SHAPE THREADS LIBRARY

LIBRARY is pytorch (NCHW) or pytorch-channels-last (NHWC). Says "turn ready" when the call is warm. Then each line of input
is a turn of as many microseconds, answered by "turn" and the microseconds a call; the end of the input ends it.
`lanewise bench run --rivals` does that. Needs: pip install torch
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

EPSILON = 1e-3
WARM_UP_SECONDS = 0.3


def images(shape, layout, seed):
    """N x H x W x C in the notation, or rows x columns."""
    extents = [int(extent) for extent in shape.split("x")]
    torch.manual_seed(seed)
    if len(extents) == 2:
        return torch.rand(extents) * 2 - 1
    n, h, w, c = extents
    return (torch.rand(n, c, h, w) * 2 - 1).to(memory_format=layout)


def moments(shape, layout):
    x = images(shape, layout, 1)
    axes = (0,) if x.dim() == 2 else (0, 2, 3)
    return lambda: torch.var_mean(x, dim=axes, correction=0)


def batch_norm(shape, layout, backward):
    x, dy = images(shape, layout, 1), images(shape, layout, 2)
    channels = x.shape[1]
    gamma, beta = torch.rand(channels) + 0.5, torch.rand(channels)
    mean, variance = torch.zeros(channels), torch.ones(channels)
    if not backward:
        return lambda: F.batch_norm(x, mean, variance, gamma, beta, True, 0.01, EPSILON)
    _, saved_mean, saved_inverse = torch.native_batch_norm(x, gamma, beta, mean, variance, True, 0.01, EPSILON)
    return lambda: torch.ops.aten.native_batch_norm_backward(
        dy, x, gamma, mean, variance, saved_mean, saved_inverse, True, EPSILON, [True, True, True])


def dropout(shape, layout, backward):
    x = images(shape, layout, 1)
    if not backward:
        return lambda: torch.ops.aten.native_dropout(x, 0.25, True)
    _, mask = torch.ops.aten.native_dropout(x, 0.25, True)
    return lambda: torch.ops.aten.native_dropout_backward(x, mask, 1 / 0.75)


def pooling(shape, layout, kind):
    extents, window = shape.split(" ")
    size, stride = (int(part) for part in window[1:].split("s"))
    x = images(extents, layout, 1)
    if kind == "averageForward":
        return lambda: F.avg_pool2d(x, size, stride)
    y, where = F.max_pool2d(x, size, stride, return_indices=True)
    if kind == "maxForward":
        return lambda: F.max_pool2d(x, size, stride)
    dy = torch.rand_like(y)
    return lambda: torch.ops.aten.max_pool2d_with_indices_backward(
        dy, x, [size, size], [stride, stride], [0, 0], [1, 1], False, where)


def affine(shape, layout):
    """Maps as drawn for augmentation, in coordinates from -1 to 1."""
    x = images(shape, layout, 1)
    turns, shifts = (torch.rand(x.shape[0]) - 0.5) / 12, torch.rand(x.shape[0], 2) * 0.4 - 0.2
    sin, cos = torch.sin(6.2831853 * turns), torch.cos(6.2831853 * turns)
    maps = torch.stack((cos, sin, shifts[:, 0], -sin, cos, shifts[:, 1]), 1).view(-1, 2, 3)
    maps[::2, :, 0] *= -1
    return lambda: F.grid_sample(
        x, F.affine_grid(maps, x.shape, align_corners=True), padding_mode="border", align_corners=True)


def activation(shape, layout, name):
    x, dy = images(shape, layout, 1), images(shape, layout, 2)
    out = torch.empty_like(x)
    if name == "reluBackward":
        return lambda: torch.ops.aten.threshold_backward(dy, x, 0)
    if name == "gelu":
        return lambda: F.gelu(x)
    if name == "relu":
        return lambda: torch.clamp_min(x, 0, out=out)
    return lambda: getattr(torch, name)(x, out=out)


def softmax(shape, layout, name):
    x = images(shape, layout, 1)
    if name == "softmax":
        return lambda: F.softmax(x, 1)
    labels = torch.randint(0, x.shape[1], (x.shape[0],))
    x.requires_grad_(True)

    def loss_and_gradient():
        with torch.enable_grad():
            return torch.autograd.grad(F.cross_entropy(x, labels), x)

    return loss_and_gradient


def optimizer(shape, layout, name):
    parameters = images(shape, layout, 1).flatten().requires_grad_(True)
    parameters.grad = images(shape, layout, 2).flatten()
    kinds = {
        "adam": lambda: torch.optim.Adam([parameters], eps=1e-7, fused=True),
        "adamW": lambda: torch.optim.AdamW([parameters], eps=1e-7, weight_decay=0.004, fused=True),
        "sgdMomentum": lambda: torch.optim.SGD([parameters], lr=1e-3, momentum=0.9, fused=True),
    }
    return kinds[name]().step


def convolution(inputs, outputs, **options):
    return nn.Conv2d(inputs, outputs, 3, **options)


def normalisation(channels):
    return nn.BatchNorm2d(channels, eps=EPSILON, momentum=0.01)


def cnn(channels, flat):
    layers = []
    for filters in (32, 64, 128):
        layers += [convolution(channels, filters), nn.ReLU(), normalisation(filters), nn.MaxPool2d(2), nn.Dropout(0.25)]
        channels = filters
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(flat, 128), nn.ReLU(), nn.BatchNorm1d(128, eps=EPSILON, momentum=0.01),
        nn.Dropout(0.5), nn.Linear(128, 10))


def plain20():
    layers, channels = [], 3
    for i in range(19):
        filters = 16 if i < 7 else 32 if i < 13 else 64
        layers += [convolution(channels, filters, stride=2 if i in (7, 13) else 1, padding=1), normalisation(filters),
                   nn.ReLU()]
        channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def tabular():
    layers, features = [], 11
    for _ in range(3):
        layers += [nn.Linear(features, 1024), nn.ReLU(), nn.BatchNorm1d(1024, eps=EPSILON, momentum=0.01),
                   nn.Dropout(0.25)]
        features = 1024
    return nn.Sequential(*layers, nn.Linear(features, 1))


NETWORKS = {
    "cifar-cnn": (lambda: cnn(3, 512), "32x32x3"),
    "mnist-cnn": (lambda: cnn(1, 128), "28x28x1"),
    "plain20": (plain20, "32x32x3"),
    "tabular": (tabular, "11"),
}


def network(shape, layout, name):
    kind, batch = shape.split(" mb")
    torch.manual_seed(0)
    make, sample = NETWORKS[kind]
    model = make().to(memory_format=layout)
    x = images(f"{batch}x{sample}", layout, 1)
    if name == "inference":
        model.eval()
        return lambda: model(x)
    if kind == "tabular":
        targets, loss = torch.randint(0, 2, (int(batch), 1)).float(), F.binary_cross_entropy_with_logits
    else:
        targets, loss = torch.randint(0, 10, (int(batch),)), F.cross_entropy
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=True)

    def step():
        with torch.enable_grad():
            adam.zero_grad()
            loss(model(x), targets).backward()
            adam.step()

    return step


def prepare(benchmark, shape, layout):
    suite, method = benchmark.split(".")[-2:]
    if method == "moments":
        return moments(shape, layout)
    return {
        "BatchNormBenchmark": lambda: batch_norm(shape, layout, method == "backward"),
        "DropoutBenchmark": lambda: dropout(shape, layout, method == "backward"),
        "PoolingBenchmark": lambda: pooling(shape, layout, method),
        "AffineBenchmark": lambda: affine(shape, layout),
        "ActivationBenchmark": lambda: activation(shape, layout, method),
        "SoftmaxBenchmark": lambda: softmax(shape, layout, method),
        "OptimizerBenchmark": lambda: optimizer(shape, layout, method),
        "NetworkBenchmark": lambda: network(shape, layout, method),
    }[suite]()


def turn(call, seconds):
    call()
    start = time.perf_counter()
    calls = 0
    while True:
        call()
        calls += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return 1e6 * elapsed / calls


def main():
    benchmark, shape, threads, library = sys.argv[1:5]
    torch.set_num_threads(int(threads))
    torch.set_grad_enabled(False)
    layout = torch.channels_last if library == "pytorch-channels-last" else torch.contiguous_format
    call = prepare(benchmark, shape, layout)
    turn(call, WARM_UP_SECONDS)
    print("turn ready", flush=True)
    for line in sys.stdin:
        print("turn", turn(call, int(line) / 1e6), flush=True)


if __name__ == "__main__":
    main()
