#include "graph/file/read_body.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include <troupe/error.hpp>

#include "graph/file/format.hpp"

namespace troupe {

namespace {

class BodyReader {
public:
  BodyReader(const Referred& referred, VarintReader& reader) : referred_(referred), reader_(reader) {}

  Body read() {
    const std::uint64_t flags = reader_.number(all_body_flags, "flags");
    const Operand result = operand();
    body_.plain = (flags & is_plain) != 0;
    body_.output_varies = (flags & output_varies) != 0;
    if ((flags & is_promised) != 0)
      body_.promised = static_cast<std::int32_t>(reader_.number(INT32_MAX, "a promised result"));
    if ((flags & has_line) != 0) {
      body_.line.file = item(referred_.files, "file");
      body_.line.line = static_cast<std::uint32_t>(reader_.number(UINT32_MAX, "line"));
    }
    if ((flags & output_known) != 0)
      body_.output_bytes = static_cast<std::int64_t>(reader_.number(INT64_MAX, "output"));
    if ((flags & workspace_known) != 0)
      body_.workspace_bytes = static_cast<std::int64_t>(reader_.number(INT64_MAX, "workspace"));
    body_.retries = static_cast<std::uint16_t>(reader_.number(UINT16_MAX, "retries"));
    for (std::uint64_t left = reader_.count("the number of constants"); left > 0; --left)
      body_.literals.push_back(item(referred_.constants, "constant"));
    for (std::uint64_t left = reader_.count("the number of steps"); left > 0; --left)
      read_step();
    body_.result = require(result, body_.steps.size());
    require_form();
    return std::move(body_);
  }

private:
  template <class T>
  const T& item(const std::vector<T>& items, const char* what) {
    const std::uint64_t number = reader_.number();
    if (number >= items.size())
      throw FileError(std::string(what) + " " + std::to_string(number) + " of "
                      + std::to_string(items.size()));
    return items[number];
  }

  Operand operand() {
    const std::uint64_t packed = reader_.number(std::uint64_t{UINT32_MAX} * 3 + 2, "an operand");
    return {static_cast<Operand::Kind>(packed % 3), static_cast<std::uint32_t>(packed / 3)};
  }

  /// \param steps  so many are there before it
  Operand require(const Operand& operand, std::size_t steps) {
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
      step.kernel = item(referred_.kernels, "kernel");
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
};

} // namespace

Body read_body(VarintReader& reader, const Referred& referred) { return BodyReader(referred, reader).read(); }

std::size_t least_inputs(const Body& body) {
  std::size_t least = 0;
  const auto use = [&](const Operand& operand) {
    if (operand.kind == Operand::Kind::input)
      least = std::max(least, std::size_t{operand.index} + 1);
  };
  for (const Step& step : body.steps)
    std::ranges::for_each(step.operands, use);
  use(body.result);
  return least;
}

} // namespace troupe
