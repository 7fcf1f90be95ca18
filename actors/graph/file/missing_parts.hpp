#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

/// The kernels that are called within a call, by the name that stands in its parameters.
std::vector<NamedVersion> kernels_within(const Step& step);

/// \throws KeyError naming these kernels that this program has not, each "name/version"; nothing if there are none
void require_no_missing(const std::vector<std::string>& kernels);

/// A file has a constant of a user type that this program has not. \throws FileError
[[noreturn]] void refuse_type(const std::filesystem::path& file, const std::string& type);

} // namespace troupe
