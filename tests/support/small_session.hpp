#pragma once

#include <troupe/graph.hpp>
#include <troupe/session.hpp>

#include "support/ramp_kernels.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_kernel.hpp"

namespace troupe::test {

/// A session of one thread with 8 MiB, which knows how much a wide chunk takes.
struct SmallSession {
  SmallSession() {
    Graph lesson;
    lesson.add("wide", call_of("test.make_wide", make_wide, {literal(0.5)}));
    session.get(lesson, "wide");
  }

  TemporaryDirectory directory; // there before its store is
  Session session{{.scheduler = Scheduler::synchronous, .memory_limit = "8MiB", .store = directory.path()}};
};

} // namespace troupe::test
