/* SPDX-License-Identifier: Apache-2.0 */
/* How the engine reports what it does. */
#include "config.h"

#include "engine/observer.h"

const char *
bs_phase_to_string (BsPhase phase)
{
  static const char *const names[BS_N_PHASES] = {
    "construct", "schedule", "plan", "gather", "gemm",     "fused", "scatter",  "read",
    "launch",    "call",     "wait", "upload", "download", "set",   "overhead",
  };

  return phase < BS_N_PHASES ? names[phase] : "?";
}
