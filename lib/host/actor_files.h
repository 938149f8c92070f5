/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many files a puppet's process may open.
 */
#ifndef HF_ACTOR_FILES_H
#define HF_ACTOR_FILES_H

#include "actor.h"

/* So that `more` further ones can be opened; -1: as many as the process may have. */
int hf_actor_limit_files(struct hf_actor *actor, int64_t more, struct hf_fault *fault);

#endif
