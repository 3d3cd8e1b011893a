// The widget in React 19, as in the guide.

import { useEffect, useRef } from 'react';
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { YizhanMapElement, YizhanMapEvents, YizhanMapListeners, YizhanMapProperties } from './yizhan-map';

type Html = DetailedHTMLProps<HTMLAttributes<YizhanMapElement>, YizhanMapElement>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'yizhan-map': Html & YizhanMapProperties & YizhanMapListeners;
    }
  }
}

interface Props {
  lat: number;
  lon: number;
  onSelect: (id: string | null) => void;
}

export function Stations({ lat, lon, onSelect }: Props) {
  const map = useRef<YizhanMapElement>(null);
  useEffect(() => {
    const element = map.current;
    const selected = ({ detail }: YizhanMapEvents['yizhan-select']) => onSelect(detail.id);
    element?.addEventListener('yizhan-select', selected);
    return () => element?.removeEventListener('yizhan-select', selected);
  }, [onSelect]);
  return <yizhan-map ref={map} lat={lat} lon={lon} amenity={['toilet', 'phone_charging']} mode="ebike" />;
}

export function Short({ lat, lon, onSelect }: Props) {
  return <yizhan-map lat={lat} lon={lon} lang="en" onyizhan-select={({ detail }) => onSelect(detail.id)} />;
}

export function Wrong() {
  // @ts-expect-error There is no such layout.
  return <yizhan-map layout="table" />;
}
