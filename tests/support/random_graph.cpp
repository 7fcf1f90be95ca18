#include "support/random_graph.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <string>

#include "support/arithmetic.hpp"

namespace troupe::test {

namespace {

/// Makes up tasks one after the other; each refers to earlier ones only.
class GraphInventor {
public:
  explicit GraphInventor(const RandomGraphOptions& options) : options_(options), random_(options.seed) {}

  RandomGraph invent() {
    const std::size_t count = std::max<std::size_t>(options_.task_count, 1);
    for (std::size_t i = 0; i < count; ++i) {
      nodes_.push_back(task());
      // A third of the keys look like blocks; half of those are blocks of a declared name.
      keys_.push_back(i % 3 == 0 ? "block/" + std::to_string(i / 3) : "task-" + std::to_string(i));
    }
    RandomGraph result;
    if (below(2) == 0)
      result.graph.add_name("block", {static_cast<std::int64_t>(count / 3 + 1)});
    std::vector<std::size_t> places(count);
    std::iota(places.begin(), places.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i)
      std::swap(places[i - 1], places[below(i)]);
    for (const std::size_t place : places)
      result.graph.add(keys_[place], nodes_[place]);
    for (std::size_t i = 0; i < 1 + count / 8; ++i)
      result.wanted.push_back(result.graph.get(keys_[below(count)]));
    return result;
  }

private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

  Node task() {
    const auto draw = static_cast<int>(below(100));
    is_list_.push_back(0);
    if (draw < options_.literals || numbers_.empty())
      return add_number(literal(static_cast<std::int64_t>(below(100)) - 50));
    if (draw < options_.literals + options_.aliases)
      return add_number(number_key());
    if (draw < options_.literals + options_.aliases + options_.lists) {
      is_list_.back() = 1;
      return numbers();
    }
    return add_number(number_call(2));
  }

  Node add_number(Node node) {
    numbers_.push_back(is_list_.size() - 1);
    return node;
  }

  Node number_key() {
    const std::size_t reach =
        options_.reach == 0 ? numbers_.size() : std::min(options_.reach, numbers_.size());
    return key_of(numbers_[numbers_.size() - 1 - below(reach)]);
  }

  Node key_of(std::size_t place) const { return key(keys_[place]); }

  Node number(int depth) {
    const std::size_t draw = below(10);
    if (draw < 7 || depth == 0)
      return draw == 0 ? literal(static_cast<std::int64_t>(below(20))) : number_key();
    return number_call(depth - 1);
  }

  Node numbers() {
    std::vector<Node> items;
    for (std::size_t i = below(4); i > 0; --i)
      items.push_back(number(1));
    return list(std::move(items));
  }

  Node number_call(int depth) {
    switch (below(9)) {
    case 0: return inc(number(depth));
    case 1: return dec(number(depth));
    case 2: return neg(number(depth));
    case 3: return twice(number(depth));
    case 4: return add(number(depth), number(depth));
    case 5: return sub(number(depth), number(depth));
    case 6: return add3(number(depth), number(depth), number(depth));
    case 7: return sum_list(list_of_numbers());
    default: return seven();
    }
  }

  /// An earlier list if there is one, else one of its own.
  Node list_of_numbers() {
    const auto found = std::find(is_list_.rbegin() + 1, is_list_.rend(), 1);
    if (found != is_list_.rend() && below(2) == 0)
      return key_of(static_cast<std::size_t>(is_list_.rend() - found) - 1);
    return numbers();
  }

  RandomGraphOptions options_;
  std::mt19937_64 random_;
  std::vector<Node> nodes_;
  std::vector<std::string> keys_;
  std::vector<std::size_t> numbers_; ///< Places of tasks whose value is an integer.
  std::vector<int> is_list_;
};

} // namespace

RandomGraph random_graph(const RandomGraphOptions& options) { return GraphInventor(options).invent(); }

} // namespace troupe::test
