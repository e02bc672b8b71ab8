import { editWaiting, testCause } from '../../support/look-alikes.ts';

const missing = 'CreateContainerConfigError';

testCause('config-error', [
  [
    'a Secret is missing',
    'image-pull',
    (story) => editWaiting(story, missing, 'secret "db-credentials" not found'),
    { cause: 'config-error', ending: 'never-started', verdict: 'investigate' },
  ],
  [
    'a ConfigMap lacks a key',
    'image-pull',
    (story) => editWaiting(story, missing, "couldn't find key LOG_LEVEL in ConfigMap team-02/settings"),
    { cause: 'config-error', ending: 'never-started' },
  ],
  [
    'it may not run as root',
    'image-pull',
    (story) => editWaiting(story, missing, 'container has runAsNonRoot and image will run as root'),
    { cause: 'config-error', ending: 'never-started' },
  ],
  [
    'its image cannot be pulled',
    'image-pull',
    (story) => editWaiting(story, 'ErrImagePull', 'secret "db-credentials" not found'),
    { cause: 'image-pull' },
  ],
  [
    'the runtime refused it for another reason',
    'image-pull',
    (story) => editWaiting(story, 'CreateContainerError', 'secret "db-credentials" not found'),
    { cause: null, ending: 'never-started', verdict: 'investigate' },
  ],
]);
