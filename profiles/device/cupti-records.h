/* SPDX-License-Identifier: Apache-2.0 */
/* Reads CUPTI's records. Private to profiles. */
#pragma once

#include "profiles/device/activity.h"
#include "profiles/device/cupti-library.h"

G_BEGIN_DECLS

/* What has to be switched on, up to a 0. */
extern const CUpti_ActivityKind bs_cupti_kinds[];

/**
 * bs_cupti_records_read:
 * @buffer: (array length=valid): what CUPTI has filled
 * @activities: (element-type BsActivity): is appended to; times as in the records. Records without
 *   times are left out
 * @correlations: (element-type BsCorrelation): the same
 */
void bs_cupti_records_read (const BsCuptiLibrary *cupti, guint8 *buffer, gsize valid,
                            GArray *activities, GArray *correlations);

G_END_DECLS
