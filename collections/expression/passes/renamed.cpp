#include "expression/passes/renamed.hpp"

#include <utility>

#include "expression/gather.hpp"
#include "expression/input_view.hpp"

namespace troupe {

namespace {

class Renamed final : public Operation {
public:
  Renamed(std::shared_ptr<const Operation> operation, std::string_view name)
      : operation_(std::move(operation)), name_(name) {}
  std::string_view name() const noexcept override { return name_; }
  std::string encode() const override { return operation_->encode(); }
  void lower(const ArrayNode& node, Lowering& lowering) const override { operation_->lower(node, lowering); }
  const TileProgram* program() const noexcept override { return operation_->program(); }
  std::shared_ptr<const Operation> absorb(const TileProgram& program,
                                          const ArrayMetadata& mapped) const override {
    std::shared_ptr<const Operation> absorbed = operation_->absorb(program, mapped);
    return absorbed == nullptr ? nullptr : renamed(std::move(absorbed), name_);
  }
  std::optional<std::vector<std::int32_t>> axis_order(const ArrayNode& node) const override {
    return operation_->axis_order(node);
  }
  std::shared_ptr<const Operation> look_through(std::vector<InputView> views) const override {
    std::shared_ptr<const Operation> seeing = operation_->look_through(std::move(views));
    return seeing == nullptr ? nullptr : renamed(std::move(seeing), name_);
  }
  const Gather* gathering() const noexcept override { return operation_->gathering(); }
  std::vector<NodeParts> taken(const ArrayNode& node, std::span<const Gather> gathers) const override {
    return operation_->taken(node, gathers);
  }
  std::shared_ptr<const Operation> read_as(DType dtype) const override { return operation_->read_as(dtype); }
  std::string description() const override { return operation_->description(); }
  std::int64_t bytes_read(const ArrayNode& node, std::int64_t block) const override {
    return operation_->bytes_read(node, block);
  }

private:
  std::shared_ptr<const Operation> operation_;
  std::string name_;
};

} // namespace

std::shared_ptr<const Operation> renamed(std::shared_ptr<const Operation> operation, std::string_view name) {
  if (operation->name() == name)
    return operation;
  return std::make_shared<const Renamed>(std::move(operation), name);
}

} // namespace troupe
