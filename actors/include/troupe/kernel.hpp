#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/value.hpp>

namespace troupe {

class Session;

/// The plain struct a kernel is called with beside its values: immutable, shared, serialisable.
class Parameters {
public:
  Parameters() = default; ///< None.

  template <class P>
  static Parameters of(P parameters) {
    return Parameters(std::make_shared<const Held<P>>(std::move(parameters)));
  }
  /// Bytes may come from a file or another process: `parameters.check()`, of a struct that has it, throws if no
  /// kernel may be called with them.
  ///
  /// \throws FileError as `from_bytes`; what `check` throws.
  template <class P>
  static Parameters decode(std::string_view bytes) {
    P parameters = from_bytes<P>(bytes);
    if constexpr (requires { parameters.check(); })
      parameters.check();
    return of(std::move(parameters));
  }

  bool empty() const noexcept { return held_ == nullptr; }

  /// \throws Error if these are not parameters of type `P`.
  template <class P>
  const P& as() const {
    if (held_ == nullptr || held_->type() != typeid(P))
      throw Error("a kernel got parameters of another kernel");
    return static_cast<const Held<P>&>(*held_).value;
  }

  /// Canonical bytes: equal parameters, equal bytes. Empty for none.
  std::string encode() const { return held_ ? held_->encode() : std::string(); }
  /// The kernels that they refer to by a `KernelName`.
  std::vector<NamedVersion> mentioned() const {
    return held_ ? held_->mentioned() : std::vector<NamedVersion>();
  }

private:
  struct Any {
    virtual ~Any() = default;
    virtual const std::type_info& type() const noexcept = 0;
    virtual std::string encode() const = 0;
    virtual std::vector<NamedVersion> mentioned() const = 0;
  };
  template <class P>
  struct Held final : Any {
    explicit Held(P p) : value(std::move(p)) {}
    const std::type_info& type() const noexcept override { return typeid(P); }
    std::string encode() const override { return to_bytes(value); }
    std::vector<NamedVersion> mentioned() const override { return mentioned_in(value); }
    P value;
  };
  explicit Parameters(std::shared_ptr<const Any> held) : held_(std::move(held)) {}

  std::shared_ptr<const Any> held_;
};

/// What a kernel may ask of the run it is part of.
class TaskContext {
public:
  virtual ~TaskContext() = default;
  /// Whether the run was cancelled, has failed elsewhere, or is out of time. A long kernel asks now and then
  /// and may return anything, or throw, once it is.
  virtual bool cancelled() const noexcept = 0;
  /// The session the task runs in; a nested `compute` on it never deadlocks, not even on one thread.
  virtual Session& session() const noexcept = 0;
};

/// One call of a kernel.
struct KernelCall {
  const Parameters& parameters;
  std::span<const Value> arguments;
  const TaskContext& context;
};

/// Pure: same parameters and arguments, same value, bit for bit. Throws to fail.
using KernelFunction = Value (*)(const KernelCall& call);

/// Where a kernel runs, and how it gets its arguments. One that yields a graph must be `planning`, or `io`: passes leave
/// their calls tasks of their own, where they join a `compute` with others to a task, within which nothing may be yielded.
enum class KernelKind : std::uint8_t {
  compute,  ///< on a worker
  io,       ///< on the I/O pool: it waits for a disk
  planning, ///< on a worker; arguments arrive as ValueReference, and it may yield a graph
  function, ///< in no task: it takes no arguments and yields a function that other kernels call
};

inline constexpr int any_arity = -1;
/// The arity of a kernel that takes so many arguments or more.
constexpr int at_least(int count) { return any_arity - count; }

/// One row of the registry.
struct Kernel {
  std::string name; ///< "sum"; unique together with the version.
  int version = 1;
  std::string summary; ///< One line for people.
  int arity = any_arity;
  KernelFunction run = nullptr;
  Parameters (*decode)(std::string_view bytes) = nullptr; ///< Null: it takes no parameters.
  KernelKind kind = KernelKind::compute;
  /// The kernels that a call with such parameters needs beside itself; null: those that the parameters mention.
  std::vector<NamedVersion> (*needs)(const Parameters& parameters) = nullptr;
};

/// \throws ValueError naming the kernel, unless it takes so many arguments.
void require_argument_count(const Kernel& kernel, std::size_t count);

/// The kernels a graph may name; one per process. Thread-safe. A row is never changed or removed, so
/// references stay good.
class KernelRegistry {
public:
  static KernelRegistry& instance();

  /// \throws KeyError if the name and version are taken.
  const Kernel& add(Kernel kernel);

  /// The newest version of a kernel, or nullptr.
  const Kernel* find(std::string_view name) const;
  const Kernel* find(std::string_view name, int version) const;

  /// \throws KeyError naming the kernel, and the nearest names there are.
  const Kernel& get(std::string_view name) const;

  std::vector<const Kernel*> all() const; ///< Sorted by name, then version.

  /// What tells the instruction set that kernels choose at run time, for reports.
  void set_instruction_set(std::string_view (*tell)());
  /// Empty if no kernel chooses one. \throws what the function throws that was set.
  std::string instruction_set() const;

private:
  KernelRegistry();
  ~KernelRegistry();
  struct Table;
  std::unique_ptr<Table> table_;
};

/// A kernel as parameters refer to it, so that files say that they need it, and `load` whether it is there.
struct KernelName {
  std::string name;
  std::int32_t version = 1;
  bool operator==(const KernelName&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, version);
    if constexpr (requires { archive.mention(name, version); })
      archive.mention(name, version);
  }
  /// nullptr if this program has it not.
  const Kernel* find() const { return KernelRegistry::instance().find(name, version); }
};

/// "add/1"
std::string to_string(const KernelName& name);

/// An input of a planning kernel: what is known of a value without loading it. A yielded graph that holds it
/// as a literal gets the value itself when it runs.
class ValueReference : public ValueObject {
public:
  virtual ValueKind kind() const noexcept = 0;
  virtual DType dtype() const = 0;        ///< Of a chunk. \throws DTypeError otherwise.
  virtual const Shape& shape() const = 0; ///< Of a chunk. \throws DTypeError otherwise.
};

} // namespace troupe
