#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// The core axes of a generalised function, by name: "(m,n),(n)->(m)". A name that is a number is a length.
struct CoreSignature {
  std::vector<std::vector<std::string>> inputs;
  std::vector<std::vector<std::string>> outputs;
};

/// \throws ValueError that shows where `text` is no signature.
CoreSignature parse_signature(std::string_view text);

} // namespace troupe
