#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>

#include "graph/file/format.hpp"
#include "graph/file/missing_parts.hpp"
#include "graph/file/read_body.hpp"
#include "graph/file/sections.hpp"
#include "graph/file/stand_ins.hpp"
#include "graph/file/varint.hpp"
#include "graph/graph_storage.hpp"

namespace troupe {

namespace {

std::string_view section_name(std::uint32_t kind) {
  constexpr std::array<std::string_view, last_section + 1> names{
      "",      "kernels", "parameters", "constants", "files",    "bodies",  "names",
      "texts", "keys",    "tasks",      "wanted",    "programs", "results", "note"};
  return names[kind];
}

/// The sections by kind, each there at most once.
class SectionTable {
public:
  explicit SectionTable(std::span<const FileSection> sections) {
    for (const FileSection& section : sections) {
      if (section.kind == 0 || section.kind > last_section)
        throw FileError("a section of kind " + std::to_string(section.kind) + ", which there is not");
      std::string_view& place = bytes_[section.kind];
      if (!place.empty())
        throw FileError("two sections of " + std::string(section_name(section.kind)));
      place = section.bytes;
    }
  }

  std::size_t size_bytes(Section section) const noexcept {
    return bytes_[static_cast<std::uint32_t>(section)].size();
  }

  /// Has `read` read a section, all of it; what it throws names the section.
  template <class Read>
  void read(Section section, const Read& read) const {
    const auto kind = static_cast<std::uint32_t>(section);
    try {
      VarintReader reader(bytes_[kind]);
      read(reader);
      reader.require_end();
    } catch (const UnknownTypeError&) { // which is no damage
      throw;
    } catch (const FileError& error) {
      throw FileError(std::string(section_name(kind)) + ": " + error.what());
    }
  }

private:
  std::array<std::string_view, last_section + 1> bytes_{};
};

template <class Read>
auto read_to_end(VarintReader& reader, const Read& read) {
  std::vector<decltype(read(reader))> items;
  while (reader.left() > 0)
    items.push_back(read(reader));
  return items;
}

std::vector<std::string_view> texts_in(const SectionTable& sections, Section section) {
  std::vector<std::string_view> texts;
  sections.read(section, [&](VarintReader& reader) {
    texts = read_to_end(reader, [](VarintReader& left) { return left.text(); });
  });
  return texts;
}

/// Lines keep their file's name for ever, as those of programs do.
const char* kept_for_ever(std::string_view text) {
  static std::mutex mutex;
  static auto& kept = *new std::set<std::string, std::less<>>;
  const std::scoped_lock lock(mutex);
  auto place = kept.find(text);
  if (place == kept.end())
    place = kept.emplace(text).first;
  return place->c_str();
}

/// What a file names and this program has not.
class MissingParts {
public:
  explicit MissingParts(Unknown unknown) noexcept : unknown_(unknown) {}

  UnknownTypes types() const noexcept {
    return unknown_ == Unknown::keep ? UnknownTypes::keep : UnknownTypes::refuse;
  }
  const Kernel* find(std::string_view name, int version) {
    const Kernel* const kernel = KernelRegistry::instance().find(name, version);
    if (kernel != nullptr)
      return kernel;
    names_.push_back(std::string(name) + "/" + std::to_string(version));
    return unknown_ == Unknown::keep ? &stand_in_kernel(name, version) : nullptr;
  }
  void require_none() const {
    if (unknown_ == Unknown::refuse)
      require_no_missing(names_);
  }
  std::vector<std::string> take() noexcept { return std::move(names_); }

private:
  const Unknown unknown_;
  std::vector<std::string> names_;
};

/// A body, and what a task of it must have.
struct ReadBody {
  BodyId id = 0;
  std::size_t least_inputs = 0;
  const Kernel* plain_kernel = nullptr; ///< Of a plain body: what has to take all inputs.
  bool is_promised = false;
};

class GraphReader {
public:
  GraphReader(const SectionTable& sections, std::uint32_t version, Unknown unknown)
      : sections_(sections), missing_(unknown) {
    referred_.version = version;
  }

  SavedGraph read() {
    sections_.read(Section::names, [&](VarintReader& reader) { read_names(reader); });
    sections_.read(Section::keys, [&](VarintReader& reader) { read_keys(reader); });
    read_referred();
    sections_.read(Section::programs, [&](VarintReader& reader) {
      programs_ = read_to_end(reader, [&](VarintReader& left) { return read_program(left, referred_); });
    });
    sections_.read(Section::bodies, [&](VarintReader& reader) {
      bodies_ = read_to_end(reader, [&](VarintReader& left) {
        return referred_.version == 1 ? add_body(read_program(left, referred_)) : read_body(left);
      });
    });
    sections_.read(Section::tasks, [&](VarintReader& reader) { read_tasks(reader); });
    std::vector<SavedResult> results = read_results();
    return {std::move(graph_), std::move(results), missing_.take(), read_note()};
  }

private:
  void read_names(VarintReader& reader) {
    while (reader.left() > 0) {
      std::string name(reader.text());
      Shape grid;
      for (std::uint64_t left = reader.count("the number of axes"); left > 0; --left)
        grid.push_back(static_cast<std::int64_t>(reader.number(UINT32_MAX, "an extent")));
      try {
        graph_.add_name(std::move(name), grid);
      } catch (const KeyError& error) { // which is for kernels
        throw FileError(error.what());
      }
    }
  }

  void read_keys(VarintReader& reader) {
    const std::vector<std::string_view> texts = texts_in(sections_, Section::texts);
    // Every task has a byte of its own in its section, so their number is believed as far as that goes.
    const std::uint64_t most = sections_.size_bytes(Section::tasks);
    while (reader.left() > 0) {
      const std::uint64_t name = reader.number(storage().keys().name_count(), "name");
      const std::uint64_t first = reader.number(UINT32_MAX, "block");
      const std::uint64_t count = reader.number(most - storage().size(), "a number of keys");
      for (std::uint64_t i = first; i < first + count; ++i) {
        if (name == 0)
          add_text_key(texts, i);
        else
          add_block(static_cast<NameId>(name - 1), i);
      }
    }
  }

  void add_text_key(const std::vector<std::string_view>& texts, std::uint64_t number) {
    if (number >= texts.size())
      throw FileError("text " + std::to_string(number) + " of " + std::to_string(texts.size()));
    const std::size_t before = storage().size();
    if (tasks().refer(texts[number]) != before)
      throw FileError("the key \"" + std::string(texts[number]) + "\" is there twice");
  }

  void add_block(NameId name, std::uint64_t block) {
    if (block > UINT32_MAX || !storage().keys().has_block(name, static_cast<std::uint32_t>(block)))
      throw FileError("\"" + storage().keys().name_text(name) + "\" has no block " + std::to_string(block));
    const std::size_t before = storage().size();
    if (tasks().refer(name, static_cast<std::uint32_t>(block)) != before)
      throw FileError("the key \"" + graph_.key(tasks().refer(name, static_cast<std::uint32_t>(block)))
                      + "\" is there twice");
  }

  void read_referred() {
    sections_.read(Section::kernels, [&](VarintReader& reader) {
      referred_.kernels = read_to_end(reader, [&](VarintReader& left) {
        const std::string_view name = left.text();
        return missing_.find(name, static_cast<int>(left.number(INT32_MAX, "version")));
      });
    });
    missing_.require_none();
    referred_.parameters = texts_in(sections_, Section::parameters);
    for (const std::string_view text : texts_in(sections_, Section::constants))
      referred_.constants.push_back(decode(text, missing_.types()));
    for (const std::string_view text : texts_in(sections_, Section::files))
      referred_.files.push_back(kept_for_ever(text));
  }

  ReadBody read_body(VarintReader& reader) {
    ReadProgram read = programs_[reader.number_below(programs_.size(), "program")];
    if (read.body.literals.size() > reader.left())
      throw FileError(std::to_string(read.body.literals.size()) + " constants cannot follow in "
                      + std::to_string(reader.left()) + " bytes");
    for (Value& literal : read.body.literals)
      literal = read_constant(reader, referred_);
    return add_body(std::move(read));
  }

  ReadBody add_body(ReadProgram read) {
    const ReadBody body{0, read.least_inputs, read.body.plain ? read.body.steps[0].kernel : nullptr,
                        read.body.promised >= 0};
    const BodyId id = storage().add_body(std::make_shared<const Body>(std::move(read.body)));
    return {id, body.least_inputs, body.plain_kernel, body.is_promised};
  }

  void read_tasks(VarintReader& reader) {
    std::uint64_t number = 0;
    for (TaskId task = 0; task < storage().size(); ++task) {
      number = reader.number_from(number, bodies_.size() + 1, "body");
      if (number > 0)
        read_inputs(task, number - 1, reader);
    }
  }

  void read_inputs(TaskId task, std::size_t number, VarintReader& reader) {
    const ReadBody& body = bodies_[number];
    inputs_.clear();
    for (std::uint64_t left = reader.count("the number of inputs"); left > 0; --left)
      inputs_.push_back(static_cast<TaskId>(reader.number_from(task, storage().size(), "input")));
    if (inputs_.size() < body.least_inputs || (body.is_promised && inputs_.size() != 1))
      throw FileError("task " + std::to_string(task) + " has " + std::to_string(inputs_.size())
                      + " inputs, its body needs " + std::to_string(body.least_inputs));
    if (body.plain_kernel != nullptr)
      require_argument_count(*body.plain_kernel, inputs_.size());
    tasks().define(task, body.id, inputs_);
  }

  std::vector<SavedResult> read_results() {
    std::vector<SavedResult> results;
    if (referred_.version == 1) {
      results.emplace_back();
      sections_.read(Section::wanted, [&](VarintReader& reader) {
        results[0].tasks = read_to_end(reader, [&](VarintReader& left) {
          return static_cast<TaskId>(left.number_below(storage().size(), "task"));
        });
      });
      return results;
    }
    sections_.read(Section::results, [&](VarintReader& reader) {
      results = read_to_end(reader, [&](VarintReader& left) { return read_result(left); });
    });
    return results;
  }

  std::string read_note() {
    std::string note;
    if (sections_.size_bytes(Section::note) == 0)
      return note;
    if (referred_.version <= last_version_without_note)
      throw FileError("a note, which version " + std::to_string(referred_.version) + " has not");
    sections_.read(Section::note, [&](VarintReader& reader) { note = reader.text(); });
    return note;
  }

  SavedResult read_result(VarintReader& reader) {
    SavedResult result;
    result.name = reader.text();
    if (const std::uint64_t axes = reader.count("the number of axes and one"); axes > 0) {
      result.grid.emplace();
      for (std::uint64_t axis = 1; axis < axes; ++axis)
        result.grid->push_back(static_cast<std::int64_t>(reader.number(UINT32_MAX, "an extent")));
    }
    std::uint64_t task = 0;
    for (std::uint64_t left = reader.count("the number of tasks"); left > 0; --left) {
      task = reader.number_from(task, storage().size(), "task");
      result.tasks.push_back(static_cast<TaskId>(task));
    }
    require_block_count(result, "");
    return result;
  }

  GraphStorage& storage() noexcept { return GraphAccess::storage(graph_); }
  GraphTasks& tasks() { return storage().tasks.own(); }

  const SectionTable& sections_;
  Graph graph_;
  MissingParts missing_;
  Referred referred_;
  std::vector<ReadProgram> programs_;
  std::vector<ReadBody> bodies_;
  std::vector<TaskId> inputs_;
};

} // namespace

SavedGraph from_sections(const SectionFile& file, const LoadOptions& options) {
  try {
    const SectionTable table(file.sections);
    return GraphReader(table, file.version, options.unknown).read();
  } catch (const KeyError&) {
    throw;
  } catch (const FileError&) {
    throw;
  } catch (const Error& error) { // what is no name, no chunk, no parameters, or too many arguments
    throw FileError(error.what());
  }
}

SavedGraph load(const std::filesystem::path& file, const LoadOptions& options) {
  SectionFile read;
  try {
    read = read_section_file(file, graph_file_format);
  } catch (const FileError& error) {
    throw FileError(std::string("load: ") + error.what());
  }
  try {
    return from_sections(read, options);
  } catch (const KeyError& error) {
    throw KeyError("load: " + file.string() + ": " + error.what());
  } catch (const UnknownTypeError& error) {
    refuse_type(file, error.type_name);
  } catch (const FileError& error) {
    throw FileError("load: " + file.string() + " is damaged: " + error.what());
  }
}

} // namespace troupe
