#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <troupe/report.hpp>
#include <troupe/session.hpp>

#include "runtime/progress/pace.hpp"

namespace troupe {

/// Where progress is shown.
enum class ProgressTarget : std::uint8_t {
  none,
  terminal, ///< A line that is drawn again and again, and erased at the end.
  lines,    ///< One line after the other, without control characters.
};

/// What `choice` means for what stderr is.
ProgressTarget progress_target(ProgressBar choice, int stderr_descriptor = 2);

/// When progress is shown, from the compute's start on.
struct ProgressTiming {
  double first_s = 1;      ///< What ends before shows nothing.
  double redraw_s = 0.125; ///< On a terminal; and what is seen that often makes the pace.
  double line_s = 5;       ///< Elsewhere.
};

/// Shows how far one compute is. Of several in a process one is shown, until it ends.
///
/// On a terminal it draws only while the process is in the foreground. A terminal that takes nothing (stopped, closed, full)
/// is not waited for, and never an error.
class ProgressDisplay {
public:
  explicit ProgressDisplay(ProgressTarget target, ProgressTiming timing = {}, int descriptor = 2)
      : target_(target), timing_(timing), descriptor_(descriptor), next_s_(timing.redraw_s) {}
  ~ProgressDisplay() { end(); }
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  bool is_wanted() const noexcept { return target_ != ProgressTarget::none; }
  const ProgressTiming& timing() const noexcept { return timing_; }
  bool is_due(double elapsed_s) const noexcept { return is_wanted() && elapsed_s >= next_s_; }
  void show(const Progress& progress);
  /// Takes the line off the terminal, until it is drawn again.
  void hide() noexcept;
  /// Nothing more is shown.
  void end() noexcept;

private:
  bool claim() noexcept;
  void draw();
  void print_line();
  bool write(std::string_view text) const noexcept;

  ProgressTarget target_;
  const ProgressTiming timing_;
  const int descriptor_;
  double next_s_;
  double next_line_s_ = 0;
  Pace pace_;
  bool has_claim_ = false;
  bool is_visible_ = false;
};

} // namespace troupe
