#include "kernels/random/draw.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>

#include <troupe/chunk.hpp>
#include <troupe/error.hpp>

#include "kernels/random/random_table.hpp"
#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

/// Integers of fewer values take words of 32 bits: of 256 of these, less than one is rejected.
constexpr std::uint64_t narrow_span = std::uint64_t{1} << 24;

/// Makes the elements of one draw, a tile of eight groups at a time: consecutive groups in place, parts of groups
/// by way of a tile of their own.
class TileDraw {
public:
  explicit TileDraw(const RandomDraw& draw)
      : stream_(draw.stream), table_(random_table(current_isa_level())), element_bytes_(size_of(draw.dtype)) {
    const auto* reals = std::get_if<RealDraw>(&draw.from);
    const DTypeKind kind = kind_of(draw.dtype);
    if (kind == DTypeKind::complex || (reals != nullptr) != (kind == DTypeKind::floating))
      throw DTypeError("random: not defined for " + std::string(to_string(draw.dtype)));
    if (reals != nullptr) {
      real_ = table_.reals[static_cast<std::size_t>(reals->distribution)][element_bytes_ / 8];
      real_parameters_ = {reals->a, reals->b, reals->limit};
      word_bytes_ = element_bytes_;
    } else {
      const auto& integers = std::get<IntegerDraw>(draw.from);
      const bool narrow = integers.span != 0 && integers.span <= narrow_span;
      integer_ = table_.integers[narrow ? 0 : 1][(std::bit_width(element_bytes_) - 1) & 3];
      word_bytes_ = narrow ? 4 : 8;
      const std::uint64_t span = std::max<std::uint64_t>(1, integers.span);
      integer_parameters_ = {integers.low, integers.span,
                             narrow ? (std::uint64_t{1} << 32) % span : (0 - span) % span};
    }
    group_elements_ = random_group_words * 8 / word_bytes_;
  }

  /// Writes elements `first` … `first + count - 1` and returns the place behind them.
  std::byte* write(std::uint64_t first, std::int64_t count, std::byte* out) {
    const std::uint64_t tile_elements = group_elements_ * random_tile_groups;
    for (auto left = static_cast<std::uint64_t>(count); left > 0;) {
      const std::uint64_t group = first / group_elements_, offset = first % group_elements_;
      std::uint64_t done = std::min(group_elements_ - offset, left);
      if (offset == 0 && left >= tile_elements) {
        for (std::size_t i = 0; i < random_tile_groups; ++i)
          groups_[i] = group + i;
        make_tile(out);
        done = tile_elements;
      } else {
        parts_[part_count_++] = {group, offset, done, out};
        if (part_count_ == random_tile_groups)
          flush();
      }
      first += done;
      left -= done;
      out += done * element_bytes_;
    }
    return out;
  }

  /// Writes what is still missing.
  void flush() {
    if (part_count_ == 0)
      return;
    for (std::size_t i = 0; i < random_tile_groups; ++i)
      groups_[i] = parts_[std::min(i, part_count_ - 1)].group;
    make_tile(tile_);
    for (std::size_t i = 0; i < part_count_; ++i)
      std::memcpy(parts_[i].out, tile_ + (i * group_elements_ + parts_[i].offset) * element_bytes_,
                  parts_[i].count * element_bytes_);
    part_count_ = 0;
  }

private:
  struct Part {
    std::uint64_t group, offset, count;
    std::byte* out;
  };

  void make_tile(std::byte* out) {
    table_.words(words_, groups_, stream_.seed, stream_.stream);
    if (real_ != nullptr)
      real_(out, words_, real_parameters_);
    else if (integer_(out, words_, integer_parameters_))
      replace_rejected(out);
  }

  /// The upper and the lower half of the product with the span, of twice the word's width.
  struct Product {
    std::uint64_t upper, lower;
  };
  Product product(std::uint64_t word) const {
    if (word_bytes_ == 4) {
      const std::uint64_t whole = word * integer_parameters_.span;
      return {whole >> 32, whole & 0xffffffff};
    }
    __extension__ using Wide = unsigned __int128;
    const Wide whole = static_cast<Wide>(word) * integer_parameters_.span;
    return {static_cast<std::uint64_t>(whole >> 64), static_cast<std::uint64_t>(whole)};
  }

  std::uint64_t word(const RandomStream& stream, std::uint64_t index) const {
    return word_bytes_ == 4 ? random_half_word(stream, index) : random_word(stream, index);
  }

  void replace_rejected(std::byte* out) {
    const std::uint64_t count = group_elements_ * random_tile_groups;
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint64_t given = word_bytes_ == 4 ? words_[i / 2] >> (i % 2 * 32) & 0xffffffff : words_[i];
      if (product(given).lower >= integer_parameters_.threshold)
        continue;
      const std::uint64_t index = groups_[i / group_elements_] * group_elements_ + i % group_elements_;
      Product next{};
      for (std::uint64_t layer = 1; layer == 1 || next.lower < integer_parameters_.threshold; ++layer)
        next = product(word(stream_.layer(layer), index));
      const std::uint64_t element = integer_parameters_.low + next.upper;
      std::memcpy(out + i * element_bytes_, &element, element_bytes_); // the lower bytes come first
    }
  }

  RandomStream stream_;
  const RandomTable& table_;
  std::size_t element_bytes_;
  std::size_t word_bytes_ = 8;
  std::uint64_t group_elements_ = 0;
  void (*real_)(void*, const std::uint64_t*, const RealParameters&) = nullptr;
  RealParameters real_parameters_;
  bool (*integer_)(void*, const std::uint64_t*, const IntegerParameters&) = nullptr;
  IntegerParameters integer_parameters_;
  alignas(64) std::uint64_t words_[random_tile_words];
  alignas(64) std::byte tile_[2 * random_tile_words * 8];
  std::uint64_t groups_[random_tile_groups];
  Part parts_[random_tile_groups];
  std::size_t part_count_ = 0;
};

Value run_random(const KernelCall& call) {
  const auto& parameters = call.parameters.as<DrawParameters>();
  auto [chunk, elements] = Chunk::uninitialised(parameters.draw.dtype, parameters.block.shape);
  draw(parameters, elements);
  return std::move(chunk);
}

} // namespace

void draw(const DrawParameters& parameters, std::byte* out) {
  TileDraw tiles(parameters.draw);
  visit_runs(parameters.block,
             [&](std::uint64_t first, std::int64_t count) { out = tiles.write(first, count, out); });
  tiles.flush();
}

void draw(const RandomStream& stream, const RealDraw& from, std::span<double> out) {
  const auto count = static_cast<std::int64_t>(out.size());
  draw({{stream, DType::float64, from}, {{count}, {0}, {count}}}, std::as_writable_bytes(out).data());
}

void register_random(KernelRegistry& registry) {
  registry.add(
      {"random", 1, "random numbers of a distribution", 0, run_random, Parameters::decode<DrawParameters>});
}

} // namespace troupe
