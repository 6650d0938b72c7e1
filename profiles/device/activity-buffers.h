/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that CUPTI fills with records, in threads of its own, and that is used again once it was
 * read. One for the whole program, as CUPTI knows no other. Private to profiles. */
#pragma once

#include "profiles/device/activity-collector.h"
#include "profiles/device/cupti-library.h"

G_BEGIN_DECLS

/** bs_activity_buffers_begin: from here on CUPTI asks for such buffers. Returns: %FALSE when somebody
 * has begun and not ended. */
gboolean bs_activity_buffers_begin (const BsCuptiLibrary *cupti, const BsActivityOptions *options,
                                    GError **error);

/** bs_activity_buffers_end: what is still filled is forgotten. */
void bs_activity_buffers_end (void);

/** bs_activity_buffers_take: Returns: (nullable): a buffer with @valid bytes of records, to be given
 * back; %NULL: there is none. */
guint8 *bs_activity_buffers_take (gsize *valid);
void bs_activity_buffers_give_back (guint8 *buffer);

/** bs_activity_buffers_get_n_full: Returns: how many can be taken. */
guint bs_activity_buffers_get_n_full (void);

/** bs_activity_buffers_get_dropped: Returns: records that were lost since the beginning. */
guint64 bs_activity_buffers_get_dropped (void);

G_END_DECLS
