#pragma once

#include <troupe/graph.hpp>

namespace troupe {

// How passes treat what the user says of a task:
//
//     a task that stays            says what it said
//     a part moved into a task     says the same as that task, or nothing at all (`is_silent`)
//     a task that others become    (merge_equal, or if the user asks for it fuse) says the strongest

/// Whether the body says nothing and calls nothing: an alias, a literal, a list of keys. It can become a part
/// of any task.
bool is_silent(const Body& body);

/// The most retries and the highest priority.
Annotations strongest(const Annotations& left, const Annotations& right);

void annotate(Body& body, const Annotations& annotations);

} // namespace troupe
