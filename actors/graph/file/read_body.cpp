#include "graph/file/read_body.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "graph/file/format.hpp"

namespace troupe {

namespace {

template <class T>
const T& item(const std::vector<T>& items, VarintReader& reader, const char* what) {
  return items[reader.number_below(items.size(), what)];
}

class ProgramReader {
public:
  ProgramReader(const Referred& referred, VarintReader& reader) : referred_(referred), reader_(reader) {}

  ReadProgram read() {
    const bool is_first_version = referred_.version == 1;
    const std::uint64_t flags =
        reader_.number(is_first_version ? is_annotated - 1 : all_program_flags, "flags");
    const Operand result = operand();
    read_facts(flags);
    if (is_first_version || (flags & is_annotated) != 0)
      body_.retries = static_cast<std::uint16_t>(reader_.number(UINT16_MAX, "retries"));
    if ((flags & is_annotated) != 0)
      body_.priority = priority();
    body_.literals.resize(reader_.count("the number of constants"));
    if (is_first_version)
      for (Value& literal : body_.literals)
        literal = item(referred_.constants, reader_, "constant");
    for (std::uint64_t left = reader_.count("the number of steps"); left > 0; --left)
      read_step();
    body_.result = require(result, body_.steps.size());
    require_form();
    return {std::move(body_), least_inputs_};
  }

private:
  void read_facts(std::uint64_t flags) {
    body_.plain = (flags & is_plain) != 0;
    body_.output_varies = (flags & output_varies) != 0;
    if ((flags & is_promised) != 0)
      body_.promised = static_cast<std::int32_t>(reader_.number(INT32_MAX, "a promised result"));
    if ((flags & has_line) != 0) {
      body_.line.file = item(referred_.files, reader_, "file");
      body_.line.line = static_cast<std::uint32_t>(reader_.number(UINT32_MAX, "line"));
    }
    if ((flags & output_known) != 0)
      body_.output_bytes = static_cast<std::int64_t>(reader_.number(INT64_MAX, "output"));
    if ((flags & workspace_known) != 0)
      body_.workspace_bytes = static_cast<std::int64_t>(reader_.number(INT64_MAX, "workspace"));
  }

  std::int32_t priority() {
    const std::int64_t value = reader_.signed_number();
    if (value != static_cast<std::int32_t>(value))
      throw FileError("priority " + std::to_string(value));
    return static_cast<std::int32_t>(value);
  }

  Operand operand() {
    const std::uint64_t packed = reader_.number(std::uint64_t{UINT32_MAX} * 3 + 2, "an operand");
    return {static_cast<Operand::Kind>(packed % 3), static_cast<std::uint32_t>(packed / 3)};
  }

  /// \param steps  so many are there before it
  Operand require(const Operand& operand, std::size_t steps) {
    if (operand.kind == Operand::Kind::input)
      least_inputs_ = std::max(least_inputs_, std::size_t{operand.index} + 1);
    if (operand.kind == Operand::Kind::step && operand.index >= steps)
      throw FileError("step " + std::to_string(operand.index) + " of " + std::to_string(steps));
    if (operand.kind == Operand::Kind::literal && operand.index >= body_.literals.size())
      throw FileError("constant " + std::to_string(operand.index) + " of "
                      + std::to_string(body_.literals.size()) + " of its body");
    return operand;
  }

  void read_step() {
    Step step;
    step.kind =
        static_cast<Step::Kind>(reader_.number(static_cast<std::uint64_t>(Step::Kind::map), "a step's kind"));
    if (step.kind == Step::Kind::call) {
      step.kernel = item(referred_.kernels, reader_, "kernel");
      step.parameters = parameters_of(*step.kernel);
    }
    if (!body_.plain) {
      for (std::uint64_t left = reader_.count("the number of operands"); left > 0; --left)
        step.operands.push_back(require(operand(), body_.steps.size()));
      if (step.kind == Step::Kind::map)
        for (std::size_t i = 0; i < step.operands.size(); ++i)
          step.names.emplace_back(reader_.text());
      if (step.kind == Step::Kind::call)
        require_argument_count(*step.kernel, step.operands.size());
    }
    body_.steps.push_back(std::move(step));
  }

  Parameters parameters_of(const Kernel& kernel) {
    const std::uint64_t number = reader_.number(referred_.parameters.size(), "parameters");
    if (number == 0)
      return {};
    if (kernel.decode == nullptr)
      throw FileError("parameters for the kernel " + kernel.name + ", which takes none");
    return kernel.decode(referred_.parameters[number - 1]);
  }

  void require_form() {
    const bool is_one_call = body_.steps.size() == 1 && body_.steps[0].kind == Step::Kind::call
                             && body_.result == Operand{Operand::Kind::step, 0};
    if (body_.plain && (!is_one_call || body_.promised >= 0))
      throw FileError("a plain body that is not one call");
    if (body_.promised >= 0 && (!body_.steps.empty() || body_.result.kind != Operand::Kind::input))
      throw FileError("a promised body that does something");
  }

  const Referred& referred_;
  VarintReader& reader_;
  Body body_;
  std::size_t least_inputs_ = 0;
};

} // namespace

ReadProgram read_program(VarintReader& reader, const Referred& referred) {
  return ProgramReader(referred, reader).read();
}

Value read_constant(VarintReader& reader, const Referred& referred) {
  const std::uint64_t first = reader.number();
  switch (first) {
  case constant_null: return {};
  case constant_false: return false;
  case constant_true: return true;
  case constant_integer: return reader.signed_number();
  case constant_real: {
    std::uint64_t bits = 0;
    std::memcpy(&bits, reader.bytes(sizeof bits).data(), sizeof bits);
    return std::bit_cast<double>(bits);
  }
  default: break;
  }
  if (first - first_listed_constant >= referred.constants.size())
    throw FileError("constant " + std::to_string(first - first_listed_constant) + " of "
                    + std::to_string(referred.constants.size()));
  return referred.constants[first - first_listed_constant];
}

} // namespace troupe
