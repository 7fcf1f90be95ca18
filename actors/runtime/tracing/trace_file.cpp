#include "runtime/tracing/trace_file.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

#include <troupe/error.hpp>
#include <troupe/json.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

namespace {

constexpr std::size_t written_at_once = std::size_t{1} << 18;

std::string head(const SessionOptions& options) {
  return "{\"displayTimeUnit\":\"ms\",\n\"otherData\":"
         + to_json(Value::map(
             {{"program", "troupe"},
              {"format", 1},
              {"scheduler", std::string(to_string(options.scheduler))},
              {"threads", options.threads},
              {"io_threads", options.scheduler == Scheduler::threads ? options.io_threads : 0},
              {"memory_limit_bytes", options.memory_limit
                                         ? Value(static_cast<std::int64_t>(options.memory_limit->bytes()))
                                         : Value()},
              {"instruction_set", KernelRegistry::instance().instruction_set()}}))
         + ",\n\"traceEvents\":[\n{\"ph\":\"M\",\"pid\":1,\"tid\":0,\"name\":\"process_name\",\"args\":{"
           "\"name\":"
           "\"troupe\"}}";
}

[[noreturn]] void fail(const std::filesystem::path& path, int code) {
  throw FileError("cannot write " + path.string() + ": " + std::generic_category().message(code));
}

} // namespace

TraceFile::TraceFile(const std::filesystem::path& path, std::uint64_t begin_ns, const SessionOptions& options)
    : path_(path), partial_(path), file_(std::fopen(partial_.path().c_str(), "wbe")), begin_ns_(begin_ns) {
  if (file_ == nullptr)
    fail(path_, errno);
  std::setvbuf(file_.get(), nullptr, _IONBF,
               0); // `text_` gathers; what else waited, a fork would write twice
  text_ = head(options);
  name_thread(0, "program");
  const auto workers = static_cast<std::size_t>(options.threads);
  for (std::size_t i = 0; i < workers; ++i)
    name_thread(thread_of(i), "worker " + std::to_string(i));
  if (options.scheduler == Scheduler::threads)
    for (std::size_t i = 0; i < static_cast<std::size_t>(options.io_threads); ++i)
      name_thread(thread_of(workers + i), "I/O " + std::to_string(i));
}

void TraceFile::name_thread(std::uint64_t thread, const std::string& name) {
  Event(*this, 'M', {}, thread).name("\"thread_name\"").argument("name", json_text(name));
  Event(*this, 'M', {}, thread).name("\"thread_sort_index\"").argument("sort_index", thread);
}

std::uint64_t TraceFile::take_ids(std::uint64_t count) noexcept {
  return std::exchange(next_id_, next_id_ + count);
}

void TraceFile::append_number(std::uint64_t number) {
  std::array<char, 20> digits;
  text_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void TraceFile::append_microseconds(std::uint64_t ns) {
  append_number(ns / 1000);
  const auto rest = static_cast<unsigned>(ns % 1000);
  const auto digit = [](unsigned number) { return static_cast<char>('0' + number % 10); };
  text_ += {'.', digit(rest / 100), digit(rest / 10), digit(rest)};
}

void TraceFile::flush() noexcept {
  if (failure_ == 0 && std::fwrite(text_.data(), 1, text_.size(), file_.get()) != text_.size())
    failure_ = errno;
  text_.clear();
}

void TraceFile::add(const MemoryMove& move) {
  constexpr std::array names{"\"spill\"", "\"reload\"", "\"reread\"", "\"drop\""};
  const std::uint64_t thread =
      move.participant < 0 ? 0 : thread_of(static_cast<std::size_t>(move.participant));
  const bool is_instant = move.kind == MemoryMove::Kind::dropped;
  Event event(*this, is_instant ? 'i' : 'X', "memory", thread);
  event.name(names[static_cast<std::size_t>(move.kind)]);
  if (is_instant)
    event.at(move.begin_ns);
  else
    event.span(move.begin_ns, move.end_ns);
  event.argument("bytes", move.bytes);
}

void TraceFile::add(const MemorySample& sample) {
  Event(*this, 'C', {}, 0)
      .name("\"memory\"")
      .at(sample.when_ns)
      .argument("values", sample.value_bytes)
      .argument("workspace", sample.workspace_bytes)
      .argument("promised", sample.promised_bytes);
}

void TraceFile::finish() {
  text_ += "\n]}\n";
  flush();
  if (std::fclose(file_.release()) != 0 && failure_ == 0)
    failure_ = errno;
  if (failure_ != 0)
    fail(path_, failure_);
  partial_.finish();
}

// -- events

TraceFile::Event::Event(TraceFile& file, char phase, std::string_view category, std::uint64_t thread)
    : file_(file) {
  file_.text_ += ",\n{\"ph\":\"";
  file_.text_ += phase;
  file_.text_ += "\",\"pid\":1,\"tid\":";
  file_.append_number(thread);
  if (!category.empty()) {
    member("cat");
    (file_.text_ += '"').append(category) += '"';
  }
  if (phase == 'i')
    file_.text_ += ",\"s\":\"t\""; // drawn in its thread only
}

TraceFile::Event::~Event() {
  file_.text_ += has_arguments_ ? "}}" : "}";
  if (file_.text_.size() >= written_at_once)
    file_.flush();
}

void TraceFile::Event::member(std::string_view key) { (file_.text_ += ",\"").append(key) += "\":"; }

TraceFile::Event& TraceFile::Event::name(std::string_view json) {
  member("name");
  file_.text_ += json;
  return *this;
}

TraceFile::Event& TraceFile::Event::at(std::uint64_t when_ns) {
  member("ts");
  file_.append_time(when_ns);
  return *this;
}

TraceFile::Event& TraceFile::Event::span(std::uint64_t begin_ns, std::uint64_t end_ns) {
  at(begin_ns);
  member("dur");
  file_.append_microseconds(end_ns > begin_ns ? end_ns - begin_ns : 0);
  return *this;
}

TraceFile::Event& TraceFile::Event::id(std::uint64_t id) {
  member("id");
  file_.append_number(id);
  return *this;
}

TraceFile::Event& TraceFile::Event::argument(std::string_view key, std::string_view json) {
  if (has_arguments_) {
    member(key);
  } else {
    file_.text_ += ",\"args\":{\"";
    file_.text_.append(key) += "\":";
    has_arguments_ = true;
  }
  file_.text_ += json;
  return *this;
}

TraceFile::Event& TraceFile::Event::argument(std::string_view key, std::uint64_t number) {
  argument(key, std::string_view());
  file_.append_number(number);
  return *this;
}

} // namespace troupe
