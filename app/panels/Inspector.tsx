import './inspector.css';
import { useSelect } from '../state/context.tsx';
import { ChannelInside } from './inside/ChannelInside.tsx';
import { ClientInside } from './inside/ClientInside.tsx';
import { Overview } from './inside/Overview.tsx';
import { RowInside } from './inside/RowInside.tsx';
import { SagaInside } from './inside/SagaInside.tsx';
import { ServiceInside } from './inside/ServiceInside.tsx';

/** What is inside of what is selected, at the cursor. */
export function Inspector() {
  const selection = useSelect((state) => state.selection);
  const structure = useSelect(({ run }) => run?.structure);
  if (structure === undefined) return null;
  if (selection === undefined) return <Overview />;
  switch (selection.kind) {
    case 'part': {
      const [kind, id] = selection.part.split(':');
      const service = kind === 'service' ? structure.services.find((candidate) => candidate.id === id) : undefined;
      if (service !== undefined) return <ServiceInside service={service} />;
      const channel = kind === 'channel' ? structure.channels.find((candidate) => candidate.id === id) : undefined;
      if (channel !== undefined) return <ChannelInside channel={channel} />;
      const client = kind === 'client' ? structure.clients.find((candidate) => candidate.id === id) : undefined;
      return client === undefined ? <Overview /> : <ClientInside client={client} />;
    }
    case 'saga': {
      const saga = structure.sagas.find(({ id }) => id === selection.saga);
      return saga === undefined ? (
        <Overview />
      ) : (
        <SagaInside key={`${saga.id} ${selection.instance ?? ''}`} saga={saga} instance={selection.instance} />
      );
    }
    case 'row': {
      const table = structure.tables.find(({ id, service }) => id === selection.table && service === selection.service);
      return table === undefined ? <Overview /> : <RowInside table={table} rowKey={selection.key} />;
    }
  }
}
