/* SPDX-License-Identifier: Apache-2.0 */
/* A trace with all that belongs to it as one zip file, to be opened elsewhere. */
#pragma once

#include <stdio.h>

#include "engine/model-file.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/** BS_BUNDLE_VERSION: of the bundles that are written; newer ones are refused. */
#define BS_BUNDLE_VERSION 1

/** BsMember: what is in a bundle. */
typedef enum
{
  BS_MEMBER_TRACE,      /* always there */
  BS_MEMBER_NOTES,      /* the sidecar */
  BS_MEMBER_POLICY,     /* the table that decided, as a policy file */
  BS_MEMBER_MODEL,      /* the model file that was run */
  BS_MEMBER_PARAMETERS, /* the file its parameters came from */
  BS_N_MEMBERS          /* how many there are */
} BsMember;

/**
 * bs_member_to_string:
 * @member: what is in a bundle
 *
 * Returns: the name of a member in a bundle
 */
const char *bs_member_to_string (BsMember member);

/**
 * BsBundle:
 *
 * An open bundle: its members lie in a private folder for as long as it is there. Safe to share between
 * threads.
 */
typedef struct _BsBundle BsBundle;

/**
 * bs_bundle_is_one:
 * @path: any file
 *
 * Returns: whether the file begins as zip files do
 */
gboolean bs_bundle_is_one (const char *path);

/**
 * bs_bundle_open:
 * @path: a bundle; untrusted: only members with the names and sizes that a bundle has are unpacked,
 *   into a private temporary folder, and must have the SHA-256 that the manifest says
 * @cancellable: (nullable): ends it early
 *
 * Returns: (transfer full): the bundle, whose folder is there as long as it is, or %NULL with
 *   %BS_ERROR_UNSUPPORTED (no bundle), %BS_ERROR_VERSION (newer), %BS_ERROR_CORRUPT, %BS_ERROR_RANGE
 *   (unpacks to far more than it is), %BS_ERROR_IO
 */
BsBundle *bs_bundle_open (const char *path, GCancellable *cancellable, GError **error);
BsBundle *bs_bundle_ref (BsBundle *self);
void bs_bundle_unref (BsBundle *self);

/**
 * bs_bundle_get_path:
 * @member: what is asked for
 *
 * Returns: (nullable): where a member is unpacked; %NULL: there is none
 */
const char *bs_bundle_get_path (const BsBundle *self, BsMember member);

/** bs_bundle_list: Returns: (transfer full): the names of its members, separated by commas. */
char *bs_bundle_list (const BsBundle *self);

/**
 * bs_bundle_of_trace:
 * @trace: a loaded trace
 *
 * For those who need what else came with a trace.
 *
 * Returns: (transfer none) (nullable): the bundle that it came from, as long as it is there; %NULL: a plain
 *   file
 */
static inline BsBundle *
bs_bundle_of_trace (const BsTrace *trace)
{
  return trace->bundle;
}

/** BsBundleContents: what goes into a bundle besides the trace and its policy. */
typedef struct
{
  BsModelFile *model;     /* (nullable) */
  const char *parameters; /* (nullable): a file */
  const char *notes;      /* (nullable): text of the sidecar */
} BsBundleContents;

/**
 * bs_bundle_write:
 * @trace: a loaded trace
 * @contents: what else goes into it
 * @out: a file that is open; left open
 * @cancellable: (nullable): ends it early
 *
 * Writes the bundle of a trace; a recording that was killed is put together in one file first. The
 * same contents give the same bytes.
 *
 * Returns: %FALSE with %BS_ERROR_IO, or with %BS_ERROR_UNSUPPORTED where the model or the parameters
 *   are not those that the trace says were run
 */
gboolean bs_bundle_write (const BsTrace *trace, const BsBundleContents *contents, FILE *out,
                          GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsBundle, bs_bundle_unref)

G_END_DECLS
