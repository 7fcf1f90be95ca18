#pragma once

#include <filesystem>
#include <span>
#include <string>

#include <troupe/graph.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// Writes a graph of one task, which is wanted, and of its inputs as constants, all under their keys. Takes about as much
/// memory as the inputs do.
///
/// \param note  what became of the task
///
/// \throws what `save` throws; what reading a value throws that the body refers to
void save_task(const Graph& graph, TaskId task, std::span<const Value> inputs, std::string note,
               const std::filesystem::path& file);

} // namespace troupe
