#!/usr/bin/env python3
"""Fails if a file includes what its place in the layout forbids, if a file or folder grew too large, or lies where nothing should be.

Run by ctest as `layers`. The rules are the tables below; the reasons stand in the README under "The map".
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAYERS = ["storage", "actors", "collections"]  # each may use the public headers of those before it
USERS = ["examples", "tools/troupe", "tests/conformance", "tests/benchmarks", "tests/install"]  # public headers only
DOORS = {  # a package's header, and where alone, and in whose tests, it may be included
    "caf/": ["actors/runtime/", "actors/node/", "tests/support/thread_sanitizer.cpp"],
    "netcdf": ["storage/formats/"],
    "lmdb.h": ["storage/lmdb/"],
    "blosc.h": ["storage/codec/"],
    "xxh": ["storage/codec/"],
    "cblas.h": ["collections/kernels/"],
    "CLI/": ["tools/"],
    "cereal/": ["storage/codec/", "storage/include/troupe/archive.hpp"],
    "png.h": ["examples/"],
    "nlohmann/": ["tools/troupe/", "tests/"],
    "boost/test/": ["tests/"],
}
FOLDERS = {  # inside a layer: the left must not include the right
    "storage/data": ["codec", "formats", "lmdb", "datasets"],
    "storage/codec": ["formats", "lmdb", "datasets"],
    "storage/files": ["data", "codec", "formats", "lmdb", "datasets"],
    "storage/datasets": ["formats", "lmdb"],
    "storage/formats": ["lmdb", "datasets"],
    "storage/lmdb": ["formats", "datasets"],
    "actors/graph": ["runtime", "node"],
    "actors/runtime": ["node"],
    "collections/kernels": ["expression", "collection", "array", "bag", "dataframe", "delayed"],
    "collections/expression": ["collection", "array", "bag", "dataframe", "delayed"],
    "collections/replay": ["collection", "array", "bag", "dataframe", "delayed", "expression"],
    "collections/array": ["bag", "collection", "dataframe", "delayed"],
    "collections/delayed": ["array", "bag", "collection", "dataframe"],
    "collections/bag": ["array", "collection", "dataframe", "delayed"],
    "collections/dataframe": ["array", "bag", "collection", "delayed"],
}
KERNEL_BANS = ["troupe/array", "troupe/session.hpp", "troupe/graph.hpp", "troupe/pass.hpp"]  # a kernel knows no graph
TOP_LEVEL = {*LAYERS, "examples", "tests", "tools", "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "build"}
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "types", "impl"}
LONGEST_FILE = 600
LARGEST_FOLDER = 25

errors = []
public = {
    header.relative_to(ROOT / layer / "include").as_posix(): layer
    for layer in LAYERS
    for header in (ROOT / layer / "include").rglob("*.hpp")
}


def check_include(path, bracket, name):
    layer = next((known for known in LAYERS if path.startswith(f"{known}/")), None)
    if name.startswith("troupe/"):
        if bracket == '"':
            errors.append(f'{path}: "{name}" is public, include it with <>')
        if name not in public:
            errors.append(f"{path}: there is no public header <{name}>")
        elif layer and LAYERS.index(public[name]) > LAYERS.index(layer):
            errors.append(f"{path}: {layer} must not use <{name}> of {public[name]}")
        if path.startswith("collections/kernels/") and any(name.startswith(ban) for ban in KERNEL_BANS):
            errors.append(f"{path}: a kernel must not use <{name}>")
    elif bracket == '"' and layer:
        if "/include/" in path:
            errors.append(f'{path}: a public header must not use the private "{name}"')
        elif not (ROOT / layer / name).exists():
            errors.append(f'{path}: "{name}" is not relative to {layer}/')
    elif bracket == '"' and (user := next((user for user in USERS if path.startswith(f"{user}/")), None)):
        own = [(ROOT / path).parent, ROOT / user]
        if name.split("/")[0] != "support" and not any((folder / name).exists() for folder in own):
            errors.append(f'{path}: uses public headers only, not "{name}"')
    if ".." in name.split("/"):
        errors.append(f'{path}: "{name}" climbs out of its folder')
    for package, places in DOORS.items():
        if name.startswith(package) and not any(path.startswith((place, f"tests/{place}")) for place in places):
            errors.append(f"{path}: only {' and '.join(places)} may include <{name}>")
    for folder, bans in FOLDERS.items():
        if path.startswith(f"{folder}/") and bracket == '"' and name.split("/")[0] in bans:
            errors.append(f'{path}: {folder} must not use "{name}"')


def check_file(file):
    path = file.relative_to(ROOT).as_posix()
    text = file.read_text(encoding="utf-8")
    for bracket, name in re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)', text, re.M):
        check_include(path, bracket, name)
    if (lines := text.count("\n")) > LONGEST_FILE:
        errors.append(f"{path}: {lines} lines; split it before {LONGEST_FILE}")
    if file.stem in EMPTY_NAMES:
        errors.append(f"{path}: the name says nothing; call it after what it holds")


for folder in [*LAYERS, "examples", "tests", "tools"]:
    for file in sorted((ROOT / folder).rglob("*")):
        if file.is_dir() and (entries := len(list(file.iterdir()))) > LARGEST_FOLDER:
            errors.append(f"{file.relative_to(ROOT).as_posix()}: {entries} entries; split it by noun")
        if file.suffix in {".cpp", ".hpp", ".h", ".inc"}:
            check_file(file)
for entry in ROOT.iterdir():
    if entry.name not in TOP_LEVEL and not entry.name.startswith("."):
        errors.append(f"{entry.name}: nothing else belongs on the top level")

print("\n".join(errors) or "layers: ok")
sys.exit(bool(errors))
