/* SPDX-License-Identifier: Apache-2.0 */
/* Starts the command line on the emulated GPU, and reads what the emulator says of it. */
#pragma once

#include "tests/cli/harness.h"

G_BEGIN_DECLS

typedef struct
{
  Ran *ran;
  char *report; /* lines of `name value`; whatever was done wrong begins with `problem` or `leak` */
} GpuRan;

void gpu_ran_free (GpuRan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GpuRan, gpu_ran_free)

/** gpu_run: runs the program with @arguments (up to %NULL) on a GPU that behaves as @settings say. */
GpuRan *gpu_run (const char *settings, const char *const *arguments);

/** gpu_assert_clean: nothing was done wrong, and nothing is left over. */
void gpu_assert_clean (const GpuRan *self);

/** gpu_count: Returns: the number that the report has for @name; 0: it does not say. */
gint64 gpu_count (const GpuRan *self, const char *name);

G_END_DECLS
