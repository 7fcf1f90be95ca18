#include "kernels/linalg/tall_qr.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/linalg/row_reflectors.hpp"
#include "kernels/linalg/visit_blas.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Chunks of rows as one chunk: itself if there is one.
Chunk joined_rows(std::span<const Chunk> chunks) {
  if (chunks.size() == 1)
    return chunks[0];
  std::int64_t rows = 0;
  for (const Chunk& chunk : chunks)
    rows += chunk.shape()[0];
  auto [result, to] = Chunk::uninitialised(chunks[0].dtype(), {rows, chunks[0].shape()[1]});
  for (const Chunk& chunk : chunks)
    to = std::copy_n(chunk.bytes(), chunk.size_bytes(), to);
  return std::move(result);
}

void require_rows(std::span<const Chunk> chunks) {
  if (chunks.empty())
    throw ValueError("qr: no blocks");
  for (const Chunk& chunk : chunks) {
    if (chunk.rank() != 2 || chunk.shape()[1] != chunks[0].shape().back())
      throw ShapeError("qr: blocks of shapes " + to_string(chunks[0].shape()) + " and "
                       + to_string(chunk.shape()));
    if (chunk.dtype() != chunks[0].dtype())
      throw DTypeError("qr: blocks of " + std::string(to_string(chunks[0].dtype())) + " and "
                       + std::string(to_string(chunk.dtype())));
  }
}

/// Chunks of one dtype with the places of their elements.
template <class T>
std::pair<Chunk, T*> space_for(Shape shape) {
  auto [chunk, elements] = Chunk::uninitialised(dtype_of<T>(), std::move(shape));
  return {std::move(chunk), reinterpret_cast<T*>(elements)};
}

template <BlasElement T>
Chunk identity(std::int64_t n) {
  return Chunk::generate<T>({n, n}, [n](std::span<T> out) {
    std::ranges::fill(out, T{});
    for (std::int64_t i = 0; i < n; ++i)
      out[static_cast<std::size_t>(i * (n + 1))] = 1;
  });
}

Value run_qr_rows(const KernelCall& call) {
  std::vector<Chunk> chunks;
  for (const Value& argument : call.arguments)
    chunks.push_back(argument.as_chunk());
  return factor_row_chunks(call.parameters.as<QrRowsParameters>(), chunks);
}

Value run_qr_expand(const KernelCall& call) {
  return expand_row_chunk(call.parameters.as<QrExpandParameters>(), call.arguments[0],
                          call.arguments.size() > 1 ? &call.arguments[1].as_chunk() : nullptr);
}

Value run_list_item(const KernelCall& call) {
  const std::span<const Value> items = call.arguments[0].as_list();
  const std::int64_t index = call.parameters.as<ListItemParameters>().index;
  if (index < 0 || index >= static_cast<std::int64_t>(items.size()))
    throw IndexError("list_item: item " + std::to_string(index) + " of " + std::to_string(items.size()));
  return items[static_cast<std::size_t>(index)];
}

} // namespace

std::int64_t reflector_elements(std::int64_t rows, std::int64_t columns, std::size_t element_bytes) {
  if (rows < columns)
    return rows * columns;
  return rows * columns + columns * columns + RowPieces(rows, columns, element_bytes).factor_count();
}

Value factor_row_chunks(const QrRowsParameters& parameters, std::span<const Chunk> chunks) {
  require_rows(chunks);
  const Chunk rows = joined_rows(chunks);
  const std::int64_t m = rows.shape()[0], n = rows.shape()[1];
  return visit_blas(rows.dtype(), "qr", [&]<class T>(std::type_identity<T>) -> Value {
    if (m < n)
      return Value::list({rows, Chunk::copy<T>({0}, {}), Chunk::copy<T>({0}, {})});
    const bool keeps = parameters.keeps_reflectors;
    const RowPieces pieces(m, n, sizeof(T));
    auto [v, v_elements] = space_for<T>({(keeps ? m : pieces.longest()) * n});
    auto [t, t_elements] = space_for<T>({keeps ? pieces.factor_count() : n * n});
    auto [r, r_elements] = space_for<T>({n, n});
    factor_rows<T>(pieces, keeps ? Reflectors::keep : Reflectors::drop, rows.values<T>().data(), v_elements,
                   t_elements, r_elements);
    if (!keeps)
      return Value::list({std::move(r)});
    return Value::list({std::move(r), std::move(v), std::move(t)});
  });
}

namespace {

/// The list of "qr_rows".
///
/// \throws ShapeError if the extents of R, V and T do not belong together.
void require_factors(std::span<const Value> items) {
  if (items.size() != 3)
    throw ValueError("qr: R, V and T are a list of 3, not of " + std::to_string(items.size()));
  const Chunk &r = items[0].as_chunk(), &v = items[1].as_chunk(), &t = items[2].as_chunk();
  const auto fits = [&] {
    if (r.rank() != 2)
      return false;
    const std::int64_t kept = r.shape()[0], n = r.shape()[1], elements = static_cast<std::int64_t>(v.size());
    if (elements == 0)
      return kept <= n;
    return kept == n && elements % n == 0 && elements / n >= n
           && static_cast<std::int64_t>(t.size())
                  == RowPieces(elements / n, n, size_of(r.dtype())).factor_count();
  };
  if (!fits())
    throw ShapeError("qr: R of shape " + to_string(r.shape()) + " with " + std::to_string(v.size()) + " and "
                     + std::to_string(t.size()) + " numbers of reflectors");
}

} // namespace

Chunk expand_row_chunk(const QrExpandParameters& parameters, const Value& factors, const Chunk* c) {
  const std::span<const Value> items = factors.as_list();
  require_factors(items);
  const Chunk &r = items[0].as_chunk(), &v = items[1].as_chunk(), &t = items[2].as_chunk();
  const std::int64_t kept = r.shape()[0], n = r.shape()[1];
  if (c != nullptr && (c->rank() != 2 || parameters.first < 0 || parameters.first > c->shape()[0] - kept))
    throw ShapeError("qr: " + std::to_string(kept) + " rows from " + std::to_string(parameters.first)
                     + " on of a chunk of shape " + to_string(c->shape()));
  return visit_blas(r.dtype(), "qr", [&]<class T>(std::type_identity<T>) {
    const std::int64_t columns = c != nullptr ? c->shape()[1] : kept;
    const Chunk top = c != nullptr ? c->view(parameters.first * columns, {kept, columns}) : identity<T>(kept);
    if (v.size() == 0 && n > 0) // fewer rows than columns: Q is the identity
      return top;
    const std::int64_t rows = n == 0 ? 0 : static_cast<std::int64_t>(v.size()) / n;
    auto [q, q_elements] = space_for<T>({rows, columns});
    expand_rows<T>(RowPieces(rows, n, sizeof(T)), v.values<T>().data(), t.values<T>().data(),
                   top.values<T>().data(), columns, q_elements);
    return std::move(q);
  });
}

void register_tall_qr(KernelRegistry& registry) {
  registry.add({"qr_rows", 1, "R and the reflectors of blocks one below the other", at_least(1), run_qr_rows,
                Parameters::decode<QrRowsParameters>});
  registry.add({"qr_expand", 1, "Q, kept as reflectors, times a matrix", at_least(1), run_qr_expand,
                Parameters::decode<QrExpandParameters>});
  registry.add(
      {"list_item", 1, "one item of a list", 1, run_list_item, Parameters::decode<ListItemParameters>});
}

} // namespace troupe
