#include <algorithm>
#include <complex>
#include <ostream>
#include <string>
#include <vector>

#include <troupe/printing.hpp>

#include "data/number_format.hpp"

// Laid out as NumPy does it: numpy/core/arrayprint.py, _formatArray.

namespace troupe {

namespace {

constexpr std::size_t line_width = 75;

/// Which elements are shown: all of an axis, or `edge` at either end of it.
class Selection {
public:
  Selection(const Shape& shape, std::size_t max_elements) : shape_(shape) {
    if (element_count(shape) > static_cast<std::int64_t>(max_elements))
      for (edge_ = 3; edge_ > 1 && count() > max_elements;)
        --edge_;
  }

  /// How many elements are shown, or so many that it does not matter.
  std::size_t count() const {
    std::size_t product = 1;
    for (const std::int64_t extent : shape_)
      product *= product > 1'000'000 ? 1 : static_cast<std::size_t>(cuts(extent) ? 2 * edge_ : extent);
    return product;
  }

  bool cuts(std::int64_t extent) const { return edge_ > 0 && extent > 2 * edge_; }

  /// The shown positions along an axis.
  std::vector<std::int64_t> positions(std::size_t axis) const {
    const std::int64_t extent = shape_[axis];
    std::vector<std::int64_t> result;
    for (std::int64_t i = 0; i < extent; ++i) {
      if (cuts(extent) && i == edge_)
        i = extent - edge_;
      result.push_back(i);
    }
    return result;
  }

  const Shape& shape() const { return shape_; }
  std::int64_t edge() const { return edge_; }

private:
  const Shape& shape_;
  std::int64_t edge_ = 0; ///< 0: everything is shown.
};

std::vector<std::size_t> shown_offsets(const Selection& selection) {
  std::vector<std::size_t> offsets{0};
  for (std::size_t axis = 0; axis < selection.shape().size(); ++axis) {
    const auto extent = static_cast<std::size_t>(selection.shape()[axis]);
    std::vector<std::size_t> next;
    for (const std::size_t offset : offsets)
      for (const std::int64_t position : selection.positions(axis))
        next.push_back(offset * extent + static_cast<std::size_t>(position));
    offsets = std::move(next);
  }
  return offsets;
}

template <FloatElement T>
std::vector<std::string> words(const std::vector<T>& numbers) {
  const NumberFormat<T> format(numbers, NumberFormat<T>::Sign::when_negative);
  std::vector<std::string> result;
  std::ranges::transform(numbers, std::back_inserter(result), format);
  return result;
}

template <ComplexElement T>
std::vector<std::string> words(const std::vector<T>& numbers) {
  using Part = typename T::value_type;
  std::vector<Part> real, imaginary;
  for (const T& number : numbers) {
    real.push_back(number.real());
    imaginary.push_back(number.imag());
  }
  const NumberFormat<Part> first(real, NumberFormat<Part>::Sign::when_negative);
  const NumberFormat<Part> second(imaginary, NumberFormat<Part>::Sign::always);
  std::vector<std::string> result;
  for (const T& number : numbers) {
    std::string text = second(number.imag());
    text.insert(text.find_last_not_of(' ') + 1, 1, 'j');
    result.push_back(first(number.real()) + text);
  }
  return result;
}

template <IntegerElement T>
std::vector<std::string> words(const std::vector<T>& numbers) {
  std::vector<std::string> result;
  std::size_t width = 0;
  for (const T number : numbers) {
    result.push_back(std::to_string(number));
    width = std::max(width, result.back().size());
  }
  for (std::string& word : result)
    word.insert(0, width - word.size(), ' ');
  return result;
}

std::vector<std::string> words(const std::vector<bool>& truths) {
  std::vector<std::string> result;
  result.reserve(truths.size());
  for (const bool truth : truths)
    result.emplace_back(truth ? " True" : "False");
  return result;
}

std::vector<std::string> shown_words(const Chunk& chunk, const std::vector<std::size_t>& offsets) {
  return visit_dtype(chunk.dtype(), [&]<class T>(std::type_identity<T>) {
    std::vector<T> shown;
    shown.reserve(offsets.size());
    for (const std::size_t offset : offsets)
      shown.push_back(chunk.values<T>()[offset]);
    return words(shown);
  });
}

/// Sets words in brackets, innermost rows wrapped to lines. Recursion goes over axes.
class Layout {
public:
  Layout(const Selection& selection, std::vector<std::string> shown)
      : selection_(selection), words_(std::move(shown)) {}

  std::string nested(std::size_t axis) {
    const std::size_t left = selection_.shape().size() - axis;
    if (left == 1)
      return row(axis);
    const std::string indent(axis + 1, ' ');
    const std::string separator = std::string(left - 1, '\n') + indent;
    std::string result = "[";
    const auto count = static_cast<std::int64_t>(selection_.positions(axis).size());
    for (std::int64_t i = 0; i < count; ++i) {
      if (i > 0)
        result += separator;
      if (i == selection_.edge() && selection_.cuts(selection_.shape()[axis]))
        result += "..." + separator;
      result += nested(axis + 1);
    }
    return result + "]";
  }

private:
  std::string row(std::size_t axis) {
    const std::string indent(axis + 1, ' ');
    const std::size_t width = line_width - std::min(axis, line_width - 1) - 1;
    std::string done, line = indent;
    const auto extend = [&](const std::string& word) {
      if (line.size() + word.size() > width && line.size() > indent.size()) {
        done += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
        line = indent;
      }
      line += word;
    };
    const auto count = static_cast<std::int64_t>(selection_.positions(axis).size());
    for (std::int64_t i = 0; i < count; ++i) {
      if (i == selection_.edge() && selection_.cuts(selection_.shape()[axis])) {
        extend("...");
        line += ' ';
      }
      extend(words_[next_++]);
      if (i + 1 < count)
        line += ' ';
    }
    done += line;
    return "[" + done.substr(indent.size()) + "]";
  }

  const Selection& selection_;
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

// A number alone is not aligned with others: "1." is "1.0" and "1.e+20" is "1e+20".
std::string alone(std::string word) {
  word.erase(0, word.find_first_not_of(' '));
  if (word.ends_with('.'))
    word += '0';
  if (const std::size_t bare = word.find(".e"); bare != std::string::npos)
    word.erase(bare, 1);
  return word;
}

} // namespace

std::string to_string(const Chunk& chunk, std::size_t max_elements) {
  if (chunk.size() == 0)
    return "[]";
  const Selection selection(chunk.shape(), max_elements);
  // Dozens of short axes: there is no small part that would show anything.
  if (selection.count() > 100'000 && selection.count() > max_elements)
    return "[...]";
  std::vector<std::string> shown = shown_words(chunk, shown_offsets(selection));
  return chunk.rank() == 0 ? alone(std::move(shown.front())) : Layout(selection, std::move(shown)).nested(0);
}

std::ostream& operator<<(std::ostream& stream, const Chunk& chunk) { return stream << to_string(chunk); }
std::ostream& operator<<(std::ostream& stream, const Shape& shape) { return stream << to_string(shape); }
std::ostream& operator<<(std::ostream& stream, DType dtype) { return stream << to_string(dtype); }

} // namespace troupe
