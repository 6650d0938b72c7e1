/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of the driver: how each begins and ends. Private to them. */
#pragma once

#include "tests/gpu-double/double.h"

G_BEGIN_DECLS

/* What a function needs. */
typedef enum
{
  ANYTIME,
  IN_CONTEXT,
  TIDYING /* a context, too, but a fault must not keep anybody from giving back */
} DriverNeed;

/** driver_begin: a function fails before the driver is ready, where no context is current, after a fault, and when it
 * is told to. Returns: what to return, if it is no success; driver_end() comes first. */
CUresult driver_begin (const char *name, DriverNeed need);
CUresult driver_end (CUresult result);

#define BEGIN(need)                                                                                \
  CUresult result_ = driver_begin (__func__, need);                                                \
  guint64 start_ns G_GNUC_UNUSED = double_now ();                                                  \
  guint32 correlation G_GNUC_UNUSED = activity_begin ();                                           \
  if (result_ != CUDA_SUCCESS)                                                                     \
  return driver_end (result_)

#define REFUSE_UNLESS(condition, result)                                                           \
  if (!(condition))                                                                                \
  return driver_end (result)

/** driver_has_kernel: Returns: whether a module that is loaded has @kernel; complains otherwise. */
gboolean driver_has_kernel (gconstpointer kernel);

/** driver_allows_unsafe: Returns: whether no capture forbids this thread what may wait for the device or change its
 * memory; one that does is broken. driver_allows_all: whether there is none at all; the same. */
gboolean driver_allows_unsafe (void);
gboolean driver_allows_all (void);

/** driver_has_pinned: Returns: whether @bytes at @memory are pinned. */
gboolean driver_has_pinned (const void *memory, gsize bytes);

G_END_DECLS
