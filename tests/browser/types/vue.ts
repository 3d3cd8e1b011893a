// The widget in Vue 3: what the guide's template compiles to.

import { defineComponent, h } from 'vue';
import type { DefineComponent, GlobalComponents } from 'vue';
import type { YizhanMapEvents, YizhanMapProperties } from './yizhan-map';

declare module 'vue' {
  interface GlobalComponents {
    'yizhan-map': DefineComponent<YizhanMapProperties>;
  }
}

type Props = InstanceType<GlobalComponents['yizhan-map']>['$props'];

const fitting: Props = { lat: 31.269, lon: 121.4085, amenity: ['toilet'], mode: 'ebike' };
// @ts-expect-error There is no such mode.
const wrong: Props = { mode: 'car' };

export default defineComponent({
  props: { lat: Number, lon: Number },
  emits: { select: (id: string | null) => id !== '' },
  setup(props, { emit }) {
    const selected = ({ detail }: YizhanMapEvents['yizhan-select']) => emit('select', detail.id);
    return () => h('yizhan-map', { ...fitting, ...props, onYizhanSelect: selected }, String(wrong));
  },
});
