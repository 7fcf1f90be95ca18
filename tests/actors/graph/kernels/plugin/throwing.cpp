// A plugin that fails in its own way.

#include <troupe/plugin.hpp>

void troupe_plugin() { throw 7; }
