#include "array/array_value.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <random>
#include <vector>

namespace troupe::conformance {

namespace {

template <Element T>
T element_from_json(const Json& json) {
  if constexpr (ComplexElement<T>)
    return {static_cast<T::value_type>(real_from_json(json.at(0))),
            static_cast<T::value_type>(real_from_json(json.at(1)))};
  else if constexpr (FloatElement<T>)
    return static_cast<T>(real_from_json(json));
  else
    return json.get<T>();
}

template <Element T>
bool element_fits(T got, const Json& want, const Tolerance& tolerance) {
  if constexpr (ComplexElement<T>) {
    const auto wanted = element_from_json<std::complex<double>>(want);
    const std::complex<double> found(got);
    if (!std::isfinite(std::abs(wanted)) || !std::isfinite(std::abs(found)))
      return fits(found.real(), wanted.real(), tolerance) && fits(found.imag(), wanted.imag(), tolerance);
    return std::abs(found - wanted) <= tolerance.absolute + tolerance.relative * std::abs(wanted);
  } else if constexpr (FloatElement<T>) {
    return fits(got, real_from_json(want), tolerance);
  } else {
    return got == want.get<T>();
  }
}

} // namespace

Chunk chunk_from_json(const Json& json) {
  const Json& data = json.at("data");
  return visit_dtype(dtype_from_name(json.at("dtype").get<std::string>()),
                     [&]<class T>(std::type_identity<T>) {
                       return Chunk::generate<T>(json.at("shape").get<Shape>(), [&](std::span<T> out) {
                         if (out.size() != data.size())
                           throw Mismatch("an array of " + std::to_string(out.size()) + " elements lists "
                                          + std::to_string(data.size()));
                         std::ranges::transform(data, out.begin(), element_from_json<T>);
                       });
                     });
}

Chunking chunking_from_json(const Json& json) {
  return Chunking(json.get<std::vector<std::vector<std::int64_t>>>());
}

Chunking random_chunking(const Shape& shape, const std::string& text, std::uint64_t seed) {
  std::vector<std::uint32_t> words(text.begin(), text.end());
  words.push_back(static_cast<std::uint32_t>(seed));
  words.push_back(static_cast<std::uint32_t>(seed >> 32));
  std::seed_seq sequence(words.begin(), words.end());
  std::mt19937_64 random(sequence);
  std::vector<std::vector<std::int64_t>> sizes;
  for (const std::int64_t extent : shape) {
    std::vector<std::int64_t> cuts{0, extent};
    for (std::uint64_t count = random() % 4; count > 0;
         --count) // an end or a cut hit twice is a chunk of length 0
      cuts.push_back(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(extent + 1)));
    std::ranges::sort(cuts);
    std::vector<std::int64_t>& lengths = sizes.emplace_back();
    for (std::size_t i = 1; i < cuts.size(); ++i)
      lengths.push_back(cuts[i] - cuts[i - 1]);
  }
  return Chunking(std::move(sizes));
}

void require_array(const Chunk& got, const Json& want, const Tolerance& tolerance, const std::string& name) {
  if (to_string(got.dtype()) != want.at("dtype").get<std::string>())
    throw Mismatch(name + ": dtype is " + std::string(to_string(got.dtype())) + ", want "
                   + want["dtype"].dump());
  if (got.shape() != want.at("shape").get<Shape>())
    throw Mismatch(name + ": shape is " + to_string(got.shape()) + ", want " + want["shape"].dump());
  visit_dtype(got.dtype(), [&]<class T>(std::type_identity<T>) {
    const std::span<const T> elements = got.values<T>();
    for (std::size_t i = 0; i < elements.size(); ++i)
      if (!element_fits<T>(elements[i], want.at("data").at(i), tolerance))
        throw Mismatch(name + ": element " + std::to_string(i) + " is "
                       + to_string(Chunk::scalar(elements[i])) + ", want " + want["data"][i].dump());
  });
}

} // namespace troupe::conformance
