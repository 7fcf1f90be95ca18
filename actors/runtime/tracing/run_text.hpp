#pragma once

#include "runtime/tracing/run_record.hpp"
#include "runtime/tracing/trace_clock.hpp"
#include "runtime/tracing/trace_file.hpp"

namespace troupe {

/// Writes the events of a run. \throws FileError if its records cannot be read back.
void write_run(TraceFile& file, RunRecord& run, const StampConversion& conversion);

} // namespace troupe
