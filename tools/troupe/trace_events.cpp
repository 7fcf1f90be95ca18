#include "trace_events.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <memory>
#include <system_error>
#include <unordered_map>
#include <utility>

#include <nlohmann/json.hpp>

#include <troupe/error.hpp>

namespace troupe::tool {

namespace {

constexpr double newest_format = 1;
constexpr double most_us = 1e13; ///< A hundred days; no trace is as long.

struct Close {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

/// An event as it is read.
struct Event {
  std::string phase, category, name, key, thread_name;
  double begin_us = 0, length_us = 0;
  std::uint64_t thread = 0, pair = 0, run = 0, id = 0, bytes = 0;
  std::optional<std::uint64_t> within;
  std::uint64_t values = 0, workspace = 0;
  std::vector<std::uint64_t> inputs, yields;

  void clear() { // keeps memory
    for (std::string* text : {&phase, &category, &name, &key, &thread_name})
      text->clear();
    inputs.clear();
    yields.clear();
    begin_us = length_us = 0;
    thread = pair = run = id = bytes = values = workspace = 0;
    within.reset();
  }
};

std::int64_t nanoseconds(double us) { return static_cast<std::int64_t>(std::llround(us * 1000)); }

/// Takes events apart into what is kept of them.
class Collector {
public:
  explicit Collector(TraceEvents& out) : out_(out) {}

  /// \throws FileError for times that no trace has
  void add(const Event& event) {
    require_times(event);
    if (event.phase == "X" && (event.category == "task" || event.category == "failed"))
      add_task(event);
    else if (event.category == "memory")
      add_move(event);
    else if (event.phase == "b")
      begins_[event.pair] = {.begin_ns = nanoseconds(event.begin_us),
                             .run = static_cast<std::uint32_t>(event.run)};
    else if (event.phase == "e")
      end_pair(event);
    else if (event.phase == "C")
      out_.peak_memory_bytes = std::max(out_.peak_memory_bytes, event.values + event.workspace);
    else if (event.phase == "M" && event.name == "thread_name")
      out_.thread_names[event.thread] = event.thread_name;
  }

private:
  void require_times(const Event& event) {
    const bool is_begin = std::abs(event.begin_us) <= most_us; // false for NaN
    const bool is_length = event.length_us >= 0 && event.length_us <= most_us;
    if (!is_begin || !is_length)
      throw FileError("an event at " + std::to_string(event.begin_us) + " µs takes "
                      + std::to_string(event.length_us) + " µs");
    charge(nanoseconds(event.length_us));
  }

  /// So that later sums of lengths need no thought.
  void charge(std::int64_t length_ns) {
    if (length_ns < 0 || __builtin_add_overflow(total_ns_, length_ns, &total_ns_))
      throw FileError("its events take longer than 292 years together, or end before they begin");
  }

  void add_task(const Event& event) {
    TraceEvents::Task& task = out_.tasks.emplace_back();
    task.id = event.id;
    task.begin_ns = nanoseconds(event.begin_us);
    task.length_ns = nanoseconds(event.length_us);
    task.key_place = out_.keys.size();
    task.key_size = static_cast<std::uint32_t>(event.key.size());
    out_.keys += event.key;
    task.first_input = out_.inputs.size();
    task.input_count = static_cast<std::uint32_t>(event.inputs.size());
    out_.inputs.insert(out_.inputs.end(), event.inputs.begin(), event.inputs.end());
    if (event.within)
      out_.inputs.push_back(*event.within);
    task.is_yielded = event.within.has_value();
    const auto [place, is_new] =
        names_.try_emplace(event.name, static_cast<std::uint32_t>(out_.names.size()));
    if (is_new)
      out_.names.push_back(event.name);
    task.kernels = place->second;
    task.thread = static_cast<std::uint32_t>(event.thread);
    task.run = static_cast<std::uint32_t>(event.run);
    task.has_failed = event.category == "failed";
    if (!event.yields.empty())
      out_.yields[event.id] = event.yields;
  }

  void add_move(const Event& event) {
    TraceEvents::Moves& moves = out_.moves[event.name];
    ++moves.count;
    moves.bytes += event.bytes;
    moves.time_ns += nanoseconds(event.length_us);
  }

  void end_pair(const Event& event) {
    const auto begin = begins_.find(event.pair);
    if (begin == begins_.end())
      return;
    TraceEvents::Span span = begin->second;
    span.end_ns = nanoseconds(event.begin_us);
    charge(span.length_ns());
    (event.category == "run" ? out_.runs : out_.waits).push_back(span);
    begins_.erase(begin);
  }

  TraceEvents& out_;
  std::unordered_map<std::string, std::uint32_t> names_;
  std::unordered_map<std::uint64_t, TraceEvents::Span> begins_;
  std::int64_t total_ns_ = 0;
};

/// Follows the parser: the file is never in memory as a whole. Depths: 1, the file; 2, its `otherData`, or its list of
/// events; 3, an event; 4, its arguments; 5, a list among these.
class Reader final : public nlohmann::json_sax<nlohmann::json> {
public:
  Reader(TraceEvents& out, std::string file) : out_(out), collector_(out), file_(std::move(file)) {}

  void require_events() const {
    if (!has_events_)
      refuse("no trace of Troupe's: there are no events in it");
  }

  bool start_object(std::size_t) override {
    ++depth_;
    if (depth_ == 3)
      event_.clear();
    return true;
  }
  bool end_object() override {
    if (depth_ == 3 && is_in_events_)
      collect();
    return leave();
  }
  bool start_array(std::size_t) override {
    if (depth_ == 0)
      refuse("no trace of Troupe's: it is a list");
    if (++depth_ == 2 && section_ == "traceEvents")
      begin_events();
    return true;
  }
  bool end_array() override { return leave(); }
  bool key(std::string& name) override {
    (depth_ == 1 ? section_ : depth_ == 4 ? argument_ : member_) = name;
    return true;
  }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t value) override { return number(static_cast<double>(value), 0); }
  bool number_unsigned(std::uint64_t value) override { return number(static_cast<double>(value), value); }
  bool number_float(double value, const std::string&) override { return number(value, 0); }
  bool string(std::string& text) override {
    if (depth_ == 2 && section_ == "otherData")
      describe(text);
    else if (depth_ == 3 && is_in_events_)
      set_member(text);
    else if (depth_ == 4 && is_in_events_ && argument_ == "key")
      event_.key.swap(text);
    else if (depth_ == 4 && is_in_events_ && argument_ == "name")
      event_.thread_name.swap(text);
    return true;
  }
  bool binary(nlohmann::json::binary_t&) override { return true; }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& error) override {
    const bool is_cut_off = std::string_view(error.what()).find("end of input") != std::string_view::npos;
    refuse(std::string(has_events_ ? "" : "no trace of Troupe's: ")
           + (is_cut_off ? "cut off, or no JSON, after byte " : "no JSON from byte ")
           + std::to_string(position) + " on");
  }

private:
  [[noreturn]] void refuse(const std::string& why) const { throw FileError(file_ + " is " + why); }

  void collect() {
    try {
      collector_.add(event_);
    } catch (const FileError& error) {
      refuse(std::string("no trace of Troupe's: ") + error.what());
    }
  }

  bool leave() {
    if (--depth_ == 1)
      is_in_events_ = false;
    return true;
  }

  void begin_events() {
    if (!is_ours_ || !has_format_)
      refuse("no trace of Troupe's: it does not say so before its events");
    is_in_events_ = has_events_ = true;
  }

  void describe(const std::string& text) {
    if (member_ == "program")
      is_ours_ = text == "troupe";
    else if (member_ == "scheduler")
      out_.scheduler = text;
  }

  void describe(double value, std::uint64_t whole) {
    if (member_ == "format" && value > newest_format)
      refuse("a trace of a later version");
    if (member_ == "format")
      has_format_ = true;
    if (member_ == "threads")
      out_.threads = whole;
    else if (member_ == "io_threads")
      out_.io_threads = whole;
    else if (member_ == "memory_limit_bytes")
      out_.memory_limit_bytes = whole;
  }

  void set_member(std::string& text) {
    if (member_ == "ph")
      event_.phase.swap(text);
    else if (member_ == "cat")
      event_.category.swap(text);
    else if (member_ == "name")
      event_.name.swap(text);
  }

  bool number(double value, std::uint64_t whole) {
    if (depth_ == 2 && section_ == "otherData")
      describe(value, whole);
    if (!is_in_events_)
      return true;
    if (depth_ == 3)
      set_number(value, whole);
    else if (depth_ == 4)
      set_argument(whole);
    else if (depth_ == 5 && argument_ == "inputs")
      event_.inputs.push_back(whole);
    else if (depth_ == 5 && argument_ == "yields")
      event_.yields.push_back(whole);
    return true;
  }

  void set_number(double value, std::uint64_t whole) {
    if (member_ == "ts")
      event_.begin_us = value;
    else if (member_ == "dur")
      event_.length_us = value;
    else if (member_ == "tid")
      event_.thread = whole;
    else if (member_ == "id")
      event_.pair = whole;
  }

  void set_argument(std::uint64_t whole) {
    if (argument_ == "id")
      event_.id = whole;
    else if (argument_ == "run")
      event_.run = whole;
    else if (argument_ == "bytes")
      event_.bytes = whole;
    else if (argument_ == "within")
      event_.within = whole;
    else if (argument_ == "values")
      event_.values = whole;
    else if (argument_ == "workspace")
      event_.workspace = whole;
  }

  TraceEvents& out_;
  Collector collector_;
  const std::string file_;
  int depth_ = 0;
  bool is_ours_ = false;
  bool has_format_ = false;
  bool is_in_events_ = false;
  bool has_events_ = false;
  std::string section_, member_, argument_;
  Event event_;
};

} // namespace

TraceEvents read_trace(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path))
    throw FileError(path.string() + " is a directory");
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr)
    throw FileError("cannot read " + path.string() + ": " + std::generic_category().message(errno));
  TraceEvents events;
  Reader reader(events, path.string());
  nlohmann::json::sax_parse(file.get(), &reader);
  if (std::ferror(file.get()) != 0)
    throw FileError("cannot read " + path.string());
  reader.require_events();
  return events;
}

} // namespace troupe::tool
