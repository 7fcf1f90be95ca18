#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>

#include "graph/file/format.hpp"
#include "graph/file/sections.hpp"
#include "graph/file/varint.hpp"
#include "graph/file/write_body.hpp"
#include "graph/graph_storage.hpp"
#include "graph/needed_tasks.hpp"

namespace troupe {

namespace {

std::string names_of(const KeyIndex& keys) {
  VarintWriter writer;
  for (NameId name = 0; name < keys.name_count(); ++name) {
    writer.text(keys.name_text(name));
    writer.number(keys.name_grid(name).size());
    for (const std::uint32_t extent : keys.name_grid(name))
      writer.number(extent);
  }
  return writer.take();
}

/// The keys of tasks that follow each other, as runs.
class KeyWriter {
public:
  void add(const KeyIndex& keys, TaskId task) {
    KeyIndex::Parts parts = keys.parts(task);
    if (parts.name == KeyIndex::no_name) {
      texts_.text(keys.text(task));
      parts.block = text_count_++;
    }
    if (count_ > 0 && parts.name == first_.name && parts.block == first_.block + count_) {
      ++count_;
      return;
    }
    finish_run();
    first_ = parts;
    count_ = 1;
  }

  void add_sections(std::vector<FileSection>& sections) {
    finish_run();
    sections.push_back({static_cast<std::uint32_t>(Section::texts), texts_.take()});
    sections.push_back({static_cast<std::uint32_t>(Section::keys), runs_.take()});
  }

private:
  void finish_run() {
    if (count_ == 0)
      return;
    runs_.number(first_.name == KeyIndex::no_name ? 0 : std::uint64_t{first_.name} + 1);
    runs_.number(first_.block);
    runs_.number(count_);
  }

  VarintWriter texts_, runs_;
  std::uint32_t text_count_ = 0;
  KeyIndex::Parts first_{};
  std::uint32_t count_ = 0;
};

std::string results_of(std::span<const SavedResult> results) {
  VarintWriter writer;
  for (const SavedResult& result : results) {
    writer.text(result.name);
    writer.number(result.grid ? result.grid->size() + 1 : 0);
    if (result.grid)
      for (const std::int64_t extent : *result.grid)
        writer.number(static_cast<std::uint64_t>(extent));
    writer.number(result.tasks.size());
    std::int64_t before = 0;
    for (const TaskId task : result.tasks)
      writer.signed_number(task - std::exchange(before, std::int64_t{task}));
  }
  return writer.take();
}

class GraphWriter {
public:
  explicit GraphWriter(const GraphStorage& storage)
      : storage_(storage), body_numbers_(storage.bodies.size(), unwritten) {}

  std::vector<FileSection> sections(std::span<const SavedResult> results) {
    for (TaskId task = 0; task < storage_.size(); ++task) {
      keys_.add(storage_.keys(), task);
      write_task(task);
    }
    std::vector<FileSection> sections;
    bodies_.add_sections(sections);
    sections.push_back({static_cast<std::uint32_t>(Section::names), names_of(storage_.keys())});
    keys_.add_sections(sections);
    sections.push_back({static_cast<std::uint32_t>(Section::tasks), tasks_.take()});
    sections.push_back({static_cast<std::uint32_t>(Section::results), results_of(results)});
    return sections;
  }

private:
  static constexpr std::uint64_t unwritten = ~std::uint64_t{0};

  void write_task(TaskId task) {
    const std::int64_t body = storage_.body_of(task) == no_body ? 0 : body_number(task) + 1;
    tasks_.signed_number(body - std::exchange(last_body_, body));
    if (body == 0)
      return;
    const std::span<const TaskId> inputs = storage_.inputs_of(task);
    tasks_.number(inputs.size());
    for (const TaskId input : inputs)
      tasks_.signed_number(std::int64_t{input} - std::int64_t{task});
  }

  std::int64_t body_number(TaskId task) {
    std::uint64_t& number = body_numbers_[storage_.body_of(task)];
    if (number == unwritten) {
      try {
        number = bodies_.number_of(*storage_.bodies[storage_.body_of(task)]);
      } catch (const KeyError& error) {
        throw KeyError("save: task \"" + storage_.keys().text(task) + "\": " + error.what());
      }
    }
    return static_cast<std::int64_t>(number);
  }

  const GraphStorage& storage_;
  BodyWriter bodies_;
  std::vector<std::uint64_t> body_numbers_; ///< In the file, by the graph's.
  KeyWriter keys_;
  VarintWriter tasks_;
  std::int64_t last_body_ = 0;
};

} // namespace

std::vector<FileSection> to_sections(const Graph& graph, std::span<const SavedResult> results,
                                     std::string_view note) {
  for (const SavedResult& result : results) {
    require_block_count(result, "save: ");
    require_wanted(graph, result.tasks, "save");
  }
  std::vector<FileSection> sections = GraphWriter(GraphAccess::storage(graph)).sections(results);
  if (!note.empty()) {
    VarintWriter writer;
    writer.text(note);
    sections.push_back({static_cast<std::uint32_t>(Section::note), writer.take()});
  }
  return sections;
}

namespace {

void write(const Graph& graph, std::span<const SavedResult> results, std::string_view note,
           const std::filesystem::path& file) {
  const std::vector<FileSection> sections = to_sections(graph, results, note);
  SectionFormat format = graph_file_format;
  if (note.empty())
    format.version = last_version_without_note; // which older programs read
  try {
    write_section_file(file, format, sections);
  } catch (const FileError& error) {
    throw FileError(std::string("save: ") + error.what());
  }
}

} // namespace

void save(const SavedGraph& graph, const std::filesystem::path& file) {
  write(graph.graph, graph.results, graph.note, file);
}

void save(const Graph& graph, std::span<const TaskId> wanted, const std::filesystem::path& file) {
  const SavedResult result{{}, std::nullopt, {wanted.begin(), wanted.end()}};
  write(graph, std::span(&result, 1), {}, file);
}

} // namespace troupe
