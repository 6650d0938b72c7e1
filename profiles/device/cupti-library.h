/* SPDX-License-Identifier: Apache-2.0 */
/* CUPTI, NVIDIA's interface for profilers, loaded at first use. Private to profiles. */
#pragma once

#include <cuda.h>
#include <cupti.h>
#include <gio/gio.h>

G_BEGIN_DECLS

#define BS_CUPTI_FUNCTIONS(F)                                                                      \
  F (cuptiActivityDisable)                                                                         \
  F (cuptiActivityEnable)                                                                          \
  F (cuptiActivityFlushAll)                                                                        \
  F (cuptiActivityGetNextRecord)                                                                   \
  F (cuptiActivityGetNumDroppedRecords)                                                            \
  F (cuptiActivityPopExternalCorrelationId)                                                        \
  F (cuptiActivityPushExternalCorrelationId)                                                       \
  F (cuptiActivityRegisterCallbacks)                                                               \
  F (cuptiGetResultString)                                                                         \
  F (cuptiGetTimestamp)                                                                            \
  F (cuptiGetVersion)

#define BS_CUPTI_MEMBER(name) __typeof__ (&name) p_##name;

typedef struct
{
  BS_CUPTI_FUNCTIONS (BS_CUPTI_MEMBER)
  uint32_t version; /* 130001 */
} BsCuptiLibrary;

/** bs_cupti_library_get: loads it, once. Returns: (transfer none): the functions, or %NULL with
 * %BS_ERROR_UNSUPPORTED that says what is missing. */
const BsCuptiLibrary *bs_cupti_library_get (GError **error);

/** bs_cupti_check: Returns: whether @result is a success; else sets an error that says what can be
 * done about it. */
gboolean bs_cupti_check (const BsCuptiLibrary *self, CUptiResult result, GError **error);

G_END_DECLS
