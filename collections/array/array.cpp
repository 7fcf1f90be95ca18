#include <troupe/array/array.hpp>
#include <troupe/error.hpp>

#include "expression/node.hpp"

namespace troupe {

DType Array::dtype() const noexcept { return node_->dtype(); }
const Chunking& Array::chunking() const noexcept { return node_->chunking(); }
Shape Array::shape() const { return chunking().shape(); }
std::size_t Array::rank() const noexcept { return chunking().rank(); }
std::int64_t Array::size() const {
  if (!chunking().is_known())
    throw ShapeError("size: an extent of shape " + to_string(shape())
                     + " is only known when it was computed: compute_extents(session, x)");
  return element_count(shape());
}
std::string Array::name() const { return node_->key_name(); }

} // namespace troupe
