#pragma once

#include <cstdint>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe {

/// Whether the body is another task's value and nothing else.
bool is_alias(const Body& body);

/// Whether the body is a literal and nothing else.
bool is_constant(const Body& body);

/// The step whose value the task yields; nullptr for an alias, a literal or a promised result.
const Step* result_step(const Body& body);

/// Whether the body may become a part of another one: its kernels compute, and nothing is promised.
bool can_be_spliced(const Body& body);

/// How often each input is used, counted in the nested calls that the body stands for; 2 stands for more. An
/// input of a task that its body ignores counts once.
std::vector<std::uint8_t> use_counts(const Body& body, std::size_t input_count);

} // namespace troupe
