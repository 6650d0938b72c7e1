/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of the driver: how each begins and ends. Private to them. */
#pragma once

#include "tests/gpu-double/double.h"

G_BEGIN_DECLS

/** driver_begin: a function fails before the driver is ready, where no context is current, after a fault, and when it
 * is told to. Returns: what to return, if it is no success; driver_end() comes first. */
CUresult driver_begin (const char *name, gboolean needs_context);
CUresult driver_end (CUresult result);

#define BEGIN(needs_context)                                                                       \
  CUresult result_ = driver_begin (__func__, needs_context);                                       \
  guint64 start_ns G_GNUC_UNUSED = double_now ();                                                  \
  guint32 correlation G_GNUC_UNUSED = activity_begin ();                                           \
  if (result_ != CUDA_SUCCESS)                                                                     \
  return driver_end (result_)

#define REFUSE_UNLESS(condition, result)                                                           \
  if (!(condition))                                                                                \
  return driver_end (result)

G_END_DECLS
