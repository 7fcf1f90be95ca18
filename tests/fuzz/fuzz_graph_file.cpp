// Whatever bytes a graph file has: a graph or an error, in memory that the bytes pay for. Run by libFuzzer, under ASan and UBSan.
//
// The first byte of an input says how the rest is read: bit 0, as a whole file, checksums included; else as sections, each its
// kind, its length in three bytes and its bytes; bit 1, of version 1; bit 2, what is unknown is kept.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/graph_summary.hpp>
#include <troupe/pass.hpp>

#include "graph/file/format.hpp"
#include "graph/file/sections.hpp"
#include "support/arithmetic.hpp"

namespace {

using namespace troupe;

constexpr std::uint8_t whole_file = 1, first_version = 2, keep_unknown = 4;

std::vector<FileSection> sections_in(std::string_view bytes) {
  std::vector<FileSection> sections;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  while (bytes.size() >= 4) {
    const std::size_t size = std::min<std::size_t>(byte(1) | byte(2) << 8 | byte(3) << 16, bytes.size() - 4);
    sections.push_back({byte(0), std::string(bytes.substr(4, size))});
    bytes.remove_prefix(4 + size);
  }
  return sections;
}

std::string bytes_of(const std::vector<FileSection>& sections) {
  std::string bytes;
  for (const FileSection& section : sections) {
    const std::size_t size = section.bytes.size();
    for (const std::size_t byte : {std::size_t{section.kind}, size & 0xff, size >> 8 & 0xff, size >> 16})
      bytes += static_cast<char>(byte);
    bytes += section.bytes;
  }
  return bytes;
}

/// A file in memory, with a path.
std::filesystem::path file_of(std::string_view bytes) {
  static const int file = memfd_create("graph", 0);
  if (ftruncate(file, 0) != 0
      || pwrite(file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    std::abort();
  return "/proc/self/fd/" + std::to_string(file);
}

SavedGraph read(std::uint8_t mode, std::string_view bytes) {
  const LoadOptions options{(mode & keep_unknown) != 0 ? Unknown::keep : Unknown::refuse};
  if ((mode & whole_file) != 0)
    return load(file_of(bytes), options);
  return from_sections({(mode & first_version) != 0 ? 1U : graph_file_format.version, sections_in(bytes)},
                       options);
}

/// Does with a graph what a program would, short of running it.
void use(const SavedGraph& saved) {
  for (TaskId task = 0; task < saved.graph.size(); ++task)
    if (saved.graph.find(saved.graph.key(task)) != task)
      std::abort();
  const SavedGraph again = from_sections(
      {graph_file_format.version, to_sections(saved.graph, saved.results, saved.note)}, {Unknown::keep});
  if (again.graph.size() != saved.graph.size() || again.wanted() != saved.wanted()
      || again.note != saved.note)
    std::abort();
  summarise(saved.graph, saved.wanted());
  if (digests(again.graph) != digests(saved.graph))
    std::abort();
  cull(saved.graph, saved.wanted());
}

/// Graphs whose files are a beginning: the fuzzer changes them.
int write_seeds(const std::filesystem::path& directory) {
  const auto write = [&](const std::string& name, std::uint8_t mode, const std::string& bytes) {
    std::ofstream(directory / name, std::ios::binary) << static_cast<char>(mode) << bytes;
  };
  Graph graph = test::seven_key_graph(3);
  graph.add("all of it", list({literal("text"), literal(Value()), literal(0.5),
                               literal(Chunk::from<float>({2}, {1, 2}))}));
  graph.add("named", map({{"x", key("x")},
                          {"nested", call("arithmetic.add", {key("x"), call("arithmetic.seven", {})})}}));
  Body body = Body::call(KernelRegistry::instance().get("arithmetic.neg"), {}, {"program.cpp", 14});
  body.retries = 3;
  body.priority = -1;
  body.output_bytes = 800;
  const BodyId neg = graph.add_body(std::move(body));
  Body promise = Body::alias();
  promise.promised = 1;
  const BodyId promised = graph.add_body(std::move(promise));
  const NameId blocks = graph.add_name("blocks-1a2b", {2, 2});
  const TaskId x = graph.get("x");
  std::vector<TaskId> tasks;
  for (std::uint32_t i = 0; i < 4; ++i)
    tasks.push_back(graph.add(blocks, i, i == 3 ? promised : neg, std::span(&x, 1)));
  const std::vector<SavedResult> results{{"array", Shape{2, 2}, tasks}, {"", std::nullopt, {0, 1}}};
  const std::string bytes = bytes_of(to_sections(graph, results, "what it is"));
  write("sections", 0, bytes);
  write("sections_kept", keep_unknown, bytes);
  save({.graph = graph, .results = results, .note = "what it is"}, directory / "file");
  std::ifstream file(directory / "file", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  write("file", whole_file, whole);
  return 0;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  test::register_arithmetic();
  if (*count == 3 && std::string_view((*arguments)[1]) == "--write-seeds")
    std::exit(write_seeds((*arguments)[2]));
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  try {
    use(read(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1}));
  } catch (const Error&) { // which is clear, and all there may be
  }
  return 0;
}
