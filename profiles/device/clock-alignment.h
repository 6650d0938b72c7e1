/* SPDX-License-Identifier: Apache-2.0 */
/* Two clocks: that of who collects, and ours. Private to profiles. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The same moment by both clocks, in ns; they may be off by @error. */
typedef struct
{
  gint64 host;
  guint64 device;
  gint64 error;
} BsClockPair;

/* A line through the first pair and the last. */
typedef struct
{
  BsClockPair first, last;
  guint n;            /* pairs so far */
  gint64 worst_error; /* of all */
  gint64 drift_ppb;   /* how much the device's clock gains */
} BsClockAlignment;

/**
 * BsDeviceClock:
 *
 * Returns: whether @ns is now, by the device's clock
 */
typedef gboolean (*BsDeviceClock) (gpointer user_data, guint64 *ns);

/**
 * bs_clock_alignment_measure:
 *
 * Reads both clocks some times, and takes the pair that took the least time: the error is half of it.
 *
 * Returns: whether the device's clock could be read
 */
gboolean bs_clock_alignment_measure (BsClockAlignment *self, BsDeviceClock clock,
                                     gpointer user_data);

/** bs_clock_alignment_add: the next pair, in order of time. */
void bs_clock_alignment_add (BsClockAlignment *self, const BsClockPair *pair);

/** bs_clock_alignment_convert: Returns: the moment by our clock; never backwards for later moments
 * of the same line, never below 0. */
gint64 bs_clock_alignment_convert (const BsClockAlignment *self, guint64 device);

G_END_DECLS
