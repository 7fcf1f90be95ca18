#include "replay/results.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <ostream>
#include <utility>

#include <troupe/byte_size.hpp>
#include <troupe/error.hpp>
#include <troupe/json.hpp>
#include <troupe/names.hpp>
#include <troupe/npy.hpp>
#include <troupe/partial_file.hpp>
#include <troupe/printing.hpp>

#include "kernels/functions/assemble.hpp"

namespace troupe {

namespace {

/// More is told by its shape: printing shows a corner of it only, and would need all of it in one piece.
constexpr std::uint64_t most_printed_bytes = std::uint64_t{64} << 20;

constexpr std::size_t longest_file_name = 100;

const Shape& shape_of(const Value& held) {
  const auto* const reference = held.find<ValueReference>();
  return reference != nullptr ? reference->shape() : held.as_chunk().shape();
}

DType dtype_of_value(const Value& held) {
  const auto* const reference = held.find<ValueReference>();
  return reference != nullptr ? reference->dtype() : held.as_chunk().dtype();
}

bool is_chunk(const Value& held) {
  const auto* const reference = held.find<ValueReference>();
  return (reference != nullptr ? reference->kind() : held.kind()) == ValueKind::chunk;
}

void write_text(const std::filesystem::path& file, const std::string& text) {
  const PartialFile partial(file);
  std::ofstream stream(partial.path(), std::ios::binary);
  stream << text << '\n';
  stream.close();
  if (!stream)
    throw FileError("replay: cannot write " + file.string());
  partial.finish();
}

} // namespace

std::vector<TaskId> tasks_of(std::span<const SavedResult> results) {
  std::vector<TaskId> tasks;
  for (const SavedResult& result : results)
    tasks.insert(tasks.end(), result.tasks.begin(), result.tasks.end());
  return tasks;
}

Results::Results(Session& session, const Graph& graph, std::span<const SavedResult> wanted)
    : session_(session) {
  std::vector<Value> values = session.hold(graph, tasks_of(wanted));
  auto next = std::make_move_iterator(values.begin());
  for (const SavedResult& result : wanted) {
    if (result.grid) {
      results_.push_back(
          {result.name, result.grid, {next, next + static_cast<std::ptrdiff_t>(result.tasks.size())}});
      next += static_cast<std::ptrdiff_t>(result.tasks.size());
      continue;
    }
    for (const TaskId task : result.tasks) {
      const bool has_name = !result.name.empty() && result.tasks.size() == 1;
      results_.push_back({has_name ? result.name : graph.key(task), std::nullopt, {*next++}});
    }
  }
}

Value Results::fetch(const Value& held) {
  if (held.find<ValueReference>() == nullptr)
    return held;
  Graph graph;
  const TaskId task = graph.add("value", literal(held), SourceLine{});
  return std::move(session_.compute(graph, std::span(&task, 1)).front());
}

Chunking Results::chunking(const Held& result) const {
  std::vector<Shape> shapes;
  std::ranges::transform(result.values, std::back_inserter(shapes), shape_of);
  return chunking_of(shapes, *result.grid);
}

DType Results::dtype(const Held& result) const { return dtype_of_value(result.values.front()); }

// -- printing

void Results::print(std::ostream& out) {
  for (const Held& result : results_) {
    out << shown_name(result.name) << ": ";
    if (result.grid && !result.values.empty()) {
      print_array(result, out);
    } else if (result.grid) {
      out << "no blocks\n";
    } else if (is_chunk(result.values.front())) {
      print_array({result.name, Shape(shape_of(result.values.front()).size(), 1), result.values}, out);
    } else {
      out << to_string(fetch(result.values.front())) << '\n';
    }
  }
}

void Results::print_array(const Held& result, std::ostream& out) {
  const Shape shape = chunking(result).shape();
  out << dtype(result) << ' ' << shape;
  const auto bytes = static_cast<std::uint64_t>(byte_count(shape, size_of(dtype(result))));
  if (bytes > most_printed_bytes) {
    out << ", " << to_string(ByteSize(bytes)) << '\n';
    return;
  }
  std::vector<Chunk> blocks;
  for (const Value& value : result.values)
    blocks.push_back(fetch(value).as_chunk());
  out << '\n' << assemble(blocks, *result.grid, session_.options().threads) << '\n';
}

// -- storing

void Results::store(const std::filesystem::path& directory, std::ostream& out) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error)
    throw FileError("replay: cannot make the directory " + directory.string() + ": " + error.message());
  for (const Held& result : results_)
    store_value(result, directory, out);
}

void Results::store_value(const Held& result, const std::filesystem::path& directory, std::ostream& out) {
  const bool is_array = result.grid || is_chunk(result.values.front());
  if (is_array && result.values.empty())
    throw ValueError("replay: the result " + quoted_name(result.name)
                     + " has no blocks, so nobody knows its dtype");
  const std::filesystem::path file = directory / (file_name(result.name) + (is_array ? ".npy" : ".json"));
  try {
    if (!is_array)
      write_text(file, to_json(fetch(result.values.front())));
    else if (result.grid)
      store_array(result, file);
    else
      store_array({result.name, Shape(shape_of(result.values.front()).size(), 1), result.values}, file);
  } catch (const ValueError& refused) {
    throw ValueError("replay: " + quoted_name(result.name) + ": " + refused.what());
  }
  out << shown_name(result.name) << " -> " << file.string() << '\n';
}

void Results::store_array(const Held& result, const std::filesystem::path& file) {
  const Chunking blocks = chunking(result);
  const PartialFile partial(file);
  create_npy(partial.path(), dtype(result), blocks.shape());
  for (std::size_t i = 0; i < result.values.size(); ++i)
    write_npy(partial.path(), blocks.block_origin(blocks.block(static_cast<std::int64_t>(i))),
              fetch(result.values[i]).as_chunk());
  partial.finish();
}

/// A name for a file: of letters that need no quotes, and of no other result.
std::string Results::file_name(const std::string& name) {
  std::string plain = name.substr(0, longest_file_name);
  std::ranges::replace_if(
      plain,
      [](char letter) {
        return !(std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '.' || letter == '-'
                 || letter == '_');
      },
      '_');
  if (plain.empty() || plain.front() == '.')
    plain.insert(0, "value");
  std::string unused = plain;
  for (int number = 2; !file_names_.insert(unused).second; ++number)
    unused = plain + '-' + std::to_string(number);
  return unused;
}

} // namespace troupe
