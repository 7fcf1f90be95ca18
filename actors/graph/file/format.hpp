#pragma once

#include <cstdint>

#include <troupe/section_file.hpp>

namespace troupe {

// What the sections of a graph file hold. Numbers are varints (varint.hpp), s: signed; a text is its length and its bytes;
// [ ]: so many as the number before says; "to the end": until the section ends.
//
//     kernels     to the end: name text, version                  also of those that only parameters name
//     parameters  to the end: text                                as the kernel encodes them
//     constants   to the end: text                                as `encode` has it
//     files       to the end: text                                of the program's lines
//     programs    to the end: a program, see below
//     bodies      to the end: program, for each of its constants a constant
//     names       to the end: text, number of axes [ extent ]
//     texts       to the end: text                                keys made by hand
//     keys        to the end: name + 1 or 0, first block or text, number of tasks that have it and those that follow
//     tasks       for each task: s body less that of the task before, where 0 is none and 1 the first body;
//                 and unless it is none the number of inputs [ s the input's id less its own ]
//     results     to the end: name text, 0 or number of axes + 1 [ extent ], number of tasks [ s id less that before ]
//     note        text, if there is a note
//
// A program is a body without its constants: flags (1 plain, 2 the output varies, 4 promised, 8 has a line, 16 output known,
// 32 workspace known, 64 has retries and priority), result operand; with its flag each: which result, file and line, bytes,
// bytes, retries and s priority; number of constants; number of steps [ a step ].
// A step is: kind; of a call kernel, parameters + 1 or 0; of a map for each operand a text; of all but a plain body's:
// number of operands [ operand ]. An operand is its index times three and its kind.
// A constant is: 0 null, 1 false, 2 true, 3 an integer: s number, 4 a real: its 8 bytes, else 5 + its number in `constants`.
//
// Version 2 has no note; a file without one is still written so. Version 1 has no programs and no results either. Its
// bodies are programs whose flag 64 is never set: retries always stand there,
// no priority, and behind the number of constants their numbers. Its section `wanted` is, to the end: id.

inline constexpr SectionFormat graph_file_format{"TROUPEGR", 3, "graph file"};
inline constexpr std::uint32_t last_version_without_note = 2;

/// The numbers are part of the format: append, never renumber.
enum class Section : std::uint32_t {
  kernels = 1,
  parameters,
  constants,
  files,
  bodies,
  names,
  texts,
  keys,
  tasks,
  wanted,
  programs,
  results,
  note
};
inline constexpr std::uint32_t last_section = static_cast<std::uint32_t>(Section::note);

// Bits of a program's flags.
inline constexpr std::uint64_t is_plain = 1, output_varies = 2, is_promised = 4, has_line = 8,
                               output_known = 16, workspace_known = 32, is_annotated = 64,
                               all_program_flags = 127;

// What a constant begins with.
inline constexpr std::uint64_t constant_null = 0, constant_false = 1, constant_true = 2, constant_integer = 3,
                               constant_real = 4, first_listed_constant = 5;

} // namespace troupe
