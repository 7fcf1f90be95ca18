#include "array/linalg/subscripts.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include <troupe/error.hpp>

namespace troupe {

namespace {

constexpr std::string_view ellipsis = "...", arrow = "->";

/// The letters of one operand, and where `...` stands among them.
struct Letters {
  std::vector<int> before, behind;
  bool has_ellipsis = false;
  std::size_t count() const { return before.size() + behind.size(); }
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

class Parser {
public:
  explicit Parser(std::string_view text) : text_(text) {
    for (const char c : text)
      if (c != ' ')
        left_ += c;
  }

  Subscripts parse(std::span<const std::size_t> ranks) {
    std::optional<std::string> result;
    if (const std::size_t at = left_.find(arrow); at != std::string::npos) {
      result = left_.substr(at + arrow.size());
      left_.resize(at);
    }
    const std::vector<Letters> operands = split(ranks.size());
    Subscripts subscripts;
    for (std::size_t i = 0; i < operands.size(); ++i)
      ellipsis_rank_ = std::max(ellipsis_rank_, axes_of_ellipsis(operands[i], ranks[i], i));
    for (std::size_t i = 0; i < operands.size(); ++i)
      subscripts.operands.push_back(labels(operands[i], axes_of_ellipsis(operands[i], ranks[i], i)));
    subscripts.result = result ? explicit_result(*result, subscripts) : implicit_result(subscripts);
    return subscripts;
  }

private:
  [[noreturn]] void refuse(const std::string& reason) const {
    throw ValueError("subscripts \"" + std::string(text_) + "\": " + reason);
  }

  std::vector<Letters> split(std::size_t wanted) const {
    std::vector<Letters> operands;
    for (std::size_t begin = 0; begin <= left_.size();) {
      const std::size_t end = std::min(left_.find(',', begin), left_.size());
      operands.push_back(letters(std::string_view(left_).substr(begin, end - begin)));
      begin = end + 1;
    }
    if (operands.size() != wanted)
      refuse("of " + std::to_string(operands.size()) + " operands, not " + std::to_string(wanted));
    return operands;
  }

  Letters letters(std::string_view term) const {
    Letters found;
    for (std::size_t i = 0; i < term.size(); ++i) {
      if (is_letter(term[i])) {
        (found.has_ellipsis ? found.behind : found.before).push_back(term[i]);
      } else if (term.substr(i, ellipsis.size()) == ellipsis && !found.has_ellipsis) {
        found.has_ellipsis = true;
        i += ellipsis.size() - 1;
      } else {
        refuse(std::string("'") + term[i] + "' is no letter");
      }
    }
    return found;
  }

  std::size_t axes_of_ellipsis(const Letters& letters, std::size_t rank, std::size_t operand) const {
    const bool fits = letters.has_ellipsis ? letters.count() <= rank : letters.count() == rank;
    if (!fits)
      refuse(std::to_string(letters.count()) + " letters for operand " + std::to_string(operand) + " of "
             + std::to_string(rank) + " axes");
    return rank - letters.count();
  }

  /// Axes of `...` are counted from the last.
  std::vector<int> labels(const Letters& letters, std::size_t axes) const {
    std::vector<int> result = letters.before;
    for (std::size_t i = 0; i < axes; ++i)
      result.push_back(Subscripts::first_ellipsis_label + static_cast<int>(ellipsis_rank_ - axes + i));
    result.insert(result.end(), letters.behind.begin(), letters.behind.end());
    return result;
  }

  std::vector<int> explicit_result(const std::string& term, const Subscripts& subscripts) const {
    const Letters found = letters(term);
    if (!found.has_ellipsis && ellipsis_rank_ > 0)
      refuse("the result has no place for the axes of \"...\"");
    std::vector<int> result = labels(found, found.has_ellipsis ? ellipsis_rank_ : 0);
    for (std::size_t i = 0; i < result.size(); ++i) {
      const std::string letter(1, static_cast<char>(result[i]));
      if (std::find(result.begin(), result.begin() + static_cast<std::ptrdiff_t>(i), result[i])
          != result.begin() + static_cast<std::ptrdiff_t>(i))
        refuse("the result has " + letter + " twice");
      if (std::ranges::none_of(subscripts.operands, [&](const std::vector<int>& operand) {
            return std::ranges::find(operand, result[i]) != operand.end();
          }))
        refuse("no operand has the result's " + letter);
    }
    return result;
  }

  std::vector<int> implicit_result(const Subscripts& subscripts) const {
    std::map<int, int> counts;
    for (const std::vector<int>& operand : subscripts.operands)
      for (const int label : operand)
        ++counts[label];
    std::vector<int> result = labels({{}, {}, true}, ellipsis_rank_);
    for (const auto& [label, count] : counts)
      if (label < Subscripts::first_ellipsis_label && count == 1)
        result.push_back(label);
    return result;
  }

  std::string_view text_;
  std::string left_;
  std::size_t ellipsis_rank_ = 0;
};

} // namespace

Subscripts Subscripts::parse(std::string_view text, std::span<const std::size_t> ranks) {
  return Parser(text).parse(ranks);
}

} // namespace troupe
